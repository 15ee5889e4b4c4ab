package dev.skein.cli;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.Message;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The applications in a class: methods `(Message, Channels)`, fields that hold an [App], and methods that make one.
final class Candidates {
    private static final Class<?>[] MESSAGE_AND_CHANNELS = {Message.class, Channels.class};

    private final Class<?> type;
    private final Target target;

    private Candidates(Class<?> type, Target target) {
        this.type = type;
        this.target = target;
    }

    /// The one application that the target means: a method or field, accessible.
    ///
    /// @throws CommandException if there is none, or more than one
    static Member find(Class<?> type, Target target) throws CommandException {
        return new Candidates(type, target).find();
    }

    /// Whether there is anything that could be meant.
    static boolean isAny(Class<?> type, Target target) {
        return !new Candidates(type, target).all().members().isEmpty() || target.name() != null;
    }

    private Member find() throws CommandException {
        List<Member> found = all().filter(target.name());
        if (found.isEmpty()) {
            throw CommandException.startup(none());
        }
        if (found.size() > 1) {
            throw CommandException.startup(several(found));
        }
        Member member = found.getFirst();
        ((AccessibleObject) member).setAccessible(true);
        return member;
    }

    private All all() {
        List<Member> all = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic() && (isHandler(method) || isFactory(method))) {
                all.add(method);
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (App.class.isAssignableFrom(field.getType())) {
                all.add(field);
            }
        }
        return new All(all);
    }

    /// With a name, all of that name; without, those that are not private: helpers often look the same.
    private record All(List<Member> members) {
        List<Member> filter(@Nullable String name) {
            return members.stream()
                    .filter(
                            m ->
                                    name == null
                                            ? !Modifier.isPrivate(m.getModifiers())
                                            : m.getName().equals(name))
                    .toList();
        }
    }

    static boolean isHandler(Method method) {
        return method.getReturnType() == void.class
                && Arrays.equals(method.getParameterTypes(), MESSAGE_AND_CHANNELS);
    }

    private static boolean isFactory(Method method) {
        return method.getParameterCount() == 0
                && App.class.isAssignableFrom(method.getReturnType());
    }

    private String none() {
        String looked =
                "a method (Message, Channels) that returns nothing, a field of type App, or a method without parameters that"
                        + " returns an App";
        List<Member> others = all().filter(null);
        if (target.name() == null || others.isEmpty()) {
            return "found no application in " + target + ": looked for " + looked;
        }
        return "found no application '"
                + target.name()
                + "' in "
                + target
                + ", but "
                + names(others)
                + "; looked for "
                + looked;
    }

    private String several(List<Member> found) {
        return target.name() == null
                ? "found several applications in "
                        + target
                        + ": "
                        + names(found)
                        + "; say which: skein run "
                        + target
                        + ":"
                        + found.getFirst().getName()
                : "found several applications '"
                        + target.name()
                        + "' in "
                        + target
                        + ": give all but one another name";
    }

    private static String names(List<Member> members) {
        return members.stream()
                .map(Member::getName)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
