package dev.skein.web.exception;

import java.io.Serializable;

/// What is wrong with one field of the input.
///
/// @param field its name, or its path in JSON such as `items[2].price`; empty when it is about the whole
/// @param message what was expected, for people
public record FieldError(String field, String message) implements Serializable {
    /// As `field: message`.
    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
