package dev.skein.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the [dev.skein.app.App] that [SkeinExtension] makes a [TestClient] or a [dev.skein.server.Server] for: a field, or a method
/// without parameters that is called for each test. Of a test class, its superclasses and the classes around it the innermost counts.
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface TestApp {}
