/// Templates by [Pebble](https://pebbletemplates.io), a cousin of Jinja, for the web framework.
///
/// **Start at** [dev.skein.pebble.Templates]. What a template shows is escaped for HTML unless it says otherwise (`{{ text | raw }}`); a
/// variable that is not there is an error; `{{ url('user', 'id', 7) }}` makes the path of a named route.
///
/// **Not here:** the language itself, which Pebble's guide describes.
@NullMarked
package dev.skein.pebble;

import org.jspecify.annotations.NullMarked;
