package dev.skein.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The methods of an object that are called like those of HTTP, as handlers.
final class ViewMethods {
    private static final List<String> NAMES =
            List.of("get", "head", "post", "put", "patch", "delete", "options");
    private static final MethodType TYPE = MethodType.methodType(Response.class, Request.class);

    private ViewMethods() {}

    /// Handlers by the methods of HTTP.
    ///
    /// @throws IllegalArgumentException if there is none, one with another signature, or one that cannot be called
    static Map<String, Handler> of(Object view) {
        Map<String, Handler> handlers = new LinkedHashMap<>();
        for (String name : NAMES) {
            for (Method method : view.getClass().getMethods()) {
                if (method.getName().equals(name) && (isHandler(method) || !method.isBridge())) {
                    handlers.put(name.toUpperCase(Locale.ROOT), handler(view, method));
                }
            }
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected public methods such as Response get(Request) in "
                            + view.getClass().getName()
                            + ", called one of "
                            + NAMES
                            + "; got none");
        }
        return handlers;
    }

    /// Of the methods that the compiler adds, some are the only way to an inherited one; others have less precise types.
    private static boolean isHandler(Method method) {
        return method.getReturnType() == Response.class
                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Request.class})
                && !Modifier.isStatic(method.getModifiers());
    }

    private static Handler handler(Object view, Method method) {
        if (!isHandler(method)) {
            throw new IllegalArgumentException(
                    "expected public Response " + method.getName() + "(Request), got " + method);
        }
        MethodHandle handle = handle(view, method);
        return request -> call(handle, request);
    }

    private static MethodHandle handle(Object view, Method method) {
        try {
            if (!method.trySetAccessible()) {
                throw new IllegalArgumentException(
                        "expected a public class in an exported package, or a package open to dev.skein.web, for "
                                + method);
            }
            return MethodHandles.lookup().unreflect(method).bindTo(view).asType(TYPE);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "expected a method that can be called, got " + method, e);
        }
    }

    private static Response call(MethodHandle handle, Request request) throws Exception {
        try {
            return (Response) handle.invokeExact(request);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e);
        }
    }
}
