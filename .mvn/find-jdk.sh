# Sourced by ./build and ./skein: sets jdk to the directory of a JDK 25 or newer, or says what to install.

# Is $1 the home of a JDK (not a mere runtime) that is new enough?
is_new_jdk() {
    local key value
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        if [ "$key" = JAVA_VERSION ]; then
            value=${value#\"}
            value=${value%%[!0-9]*}
            [ "${value:-0}" -ge 25 ]
            return
        fi
    done < "$1/release"
    return 1
}

# The home of the java on PATH.
jdk_on_path() {
    local java
    java=$(command -v javac) || return 0
    java=$(readlink -f "$java" 2> /dev/null) || return 0
    printf '%s\n' "${java%/bin/javac}"
}

find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && is_new_jdk "$home"; then
            jdk=$home
            return 0
        fi
    done
    if [ -x /usr/libexec/java_home ] && home=$(/usr/libexec/java_home -v 25+ 2> /dev/null) && is_new_jdk "$home"; then
        jdk=$home
        return 0
    fi
    cat >&2 << 'END'
Skein needs a JDK 25 or newer, and found none in JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks or
/Library/Java. Install one, for example:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  anywhere         sdk install java 25-tem     (https://sdkman.io), or https://adoptium.net
or set JAVA_HOME to where it is.
END
    return 1
}
