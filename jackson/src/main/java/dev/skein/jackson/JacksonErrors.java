package dev.skein.jackson;

import dev.skein.http.json.JsonException;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/// Says what Jackson says in Skein's words.
final class JacksonErrors {
    private JacksonErrors() {}

    /// The same error, with its path, line and column. Only what is JSON, but does not fit the type, has a path; and what is said about it
    /// names no classes, for it is often told to whoever sent it.
    static JsonException toJsonException(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        int line = location == null ? 0 : Math.max(0, location.getLineNr());
        int column = location == null ? 0 : Math.max(0, location.getColumnNr());
        String misfit = misfit(e);
        return misfit == null
                ? new JsonException(String.valueOf(e.getOriginalMessage()), "", line, column, e)
                : new JsonException(misfit, path(e), line, column, e);
    }

    /// What does not fit; null if it is not about that.
    private static @Nullable String misfit(JacksonException e) {
        return switch (e) {
            case InputCoercionException number ->
                    "expected " + kind(number.getTargetType()) + " in range";
            case MismatchedInputException none when isAboutTheWhole(none) -> null;
            case MismatchedInputException other -> "expected " + kind(other.getTargetType());
            case DatabindException other -> refusal(other.getCause());
            default -> null;
        };
    }

    /// Nothing there, or something behind it.
    private static boolean isAboutTheWhole(MismatchedInputException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("No content") || message.startsWith("Trailing token");
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        if (boxed == Boolean.class) {
            return "true or false";
        }
        if (boxed == Integer.class
                || boxed == Long.class
                || boxed == Short.class
                || boxed == Byte.class
                || boxed == BigInteger.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(boxed)) {
            return "a number";
        }
        if (CharSequence.class.isAssignableFrom(type) || boxed == Character.class) {
            return "text";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
    }

    /// What a constructor says of the values it gets; its author wrote that for whoever gives them.
    private static String refusal(@Nullable Throwable cause) {
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
        return message == null ? "expected another value" : message;
    }

    /// `$.users[2].name`.
    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder("$");
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            if (name == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(name);
            }
        }
        return path.toString();
    }
}
