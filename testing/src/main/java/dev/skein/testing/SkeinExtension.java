package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopOptions;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests what they ask for by a parameter of the test method or of its `@BeforeEach` and `@AfterEach`, one for each test, and
/// closes it afterwards:
///
/// * [TestClient]: in memory, for the application that is marked [TestApp];
/// * [Server]: a server for that application on a free port;
/// * [EventLoop]: not running yet, in debug mode. The test fails if a callback throws or nobody retrieves the failure of a task;
/// * [VirtualClock]: manual; the loop above goes by it if the test asks for both;
/// * an `int` marked [UnusedPort].
///
/// ```java
/// @ExtendWith(SkeinExtension.class)
/// class GreetingTest {
///     @TestApp final App app = Greeting.app();
///
///     @Test
///     void greets(TestClient client) throws Exception {
///         client.get("/").query("name", "Ada").send().expectStatus(200).expectText("Hello, Ada");
///     }
/// }
/// ```
public final class SkeinExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace SPACE = Namespace.create(SkeinExtension.class);

    /// For JUnit.
    public SkeinExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return List.of(TestClient.class, Server.class, EventLoop.class, VirtualClock.class)
                        .contains(type)
                || (type == int.class && parameter.isAnnotated(UnusedPort.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Store store = context.getStore(SPACE);
        try {
            if (type == int.class) {
                return Ports.unused();
            }
            if (type == VirtualClock.class) {
                return clock(store);
            }
            if (type == EventLoop.class) {
                return loop(parameter, store);
            }
            return type == Server.class ? server(context, store) : client(context, store);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted", e);
        } catch (IOException | ReflectiveOperationException e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
    }

    private static VirtualClock clock(Store store) {
        return store.computeIfAbsent(
                VirtualClock.class, _ -> VirtualClock.manual(), VirtualClock.class);
    }

    private static EventLoop loop(ParameterContext parameter, Store store) {
        WatchedLoop known = store.get(EventLoop.class, WatchedLoop.class);
        if (known != null) {
            return known.loop();
        }
        boolean virtual =
                List.of(parameter.getDeclaringExecutable().getParameterTypes())
                        .contains(VirtualClock.class);
        LoopOptions options = LoopOptions.defaults().withName("skein-test").withDebug(true);
        WatchedLoop made = new WatchedLoop(virtual ? options.withClock(clock(store)) : options);
        store.put(EventLoop.class, made);
        return made.loop();
    }

    private static TestClient client(ExtensionContext context, Store store)
            throws InterruptedException, ReflectiveOperationException {
        TestClient known = store.get(TestClient.class, TestClient.class);
        if (known != null) {
            return known;
        }
        TestClient made = TestClient.of(app(context));
        store.put(TestClient.class, made);
        return made;
    }

    private static Server server(ExtensionContext context, Store store)
            throws IOException, InterruptedException, ReflectiveOperationException {
        Server known = store.get(Server.class, Server.class);
        if (known != null) {
            return known;
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        ServerOptions options =
                ServerOptions.defaults().withLoops(1).withBind(new InetSocketAddress(loopback, 0));
        Server made = Server.start(app(context), options);
        store.put(Server.class, made);
        return made;
    }

    /// Clients and loops are closed here and not by JUnit, so that what they complain about fails the test itself.
    @Override
    public void afterEach(ExtensionContext context) {
        Store store = context.getStore(SPACE);
        TestClient client = store.remove(TestClient.class, TestClient.class);
        WatchedLoop loop = store.remove(EventLoop.class, WatchedLoop.class);
        try {
            if (client != null) {
                client.close();
            }
        } finally {
            if (loop != null) {
                loop.close();
            }
        }
    }

    // ---- the application

    private static App app(ExtensionContext context) throws ReflectiveOperationException {
        List<Object> instances =
                context.getTestInstances().map(all -> all.getAllInstances()).orElse(List.of());
        for (Object instance : instances.reversed()) {
            for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
                App app = app(type, instance);
                if (app != null) {
                    return app;
                }
            }
        }
        throw new ParameterResolutionException(
                "expected a field or a method of "
                        + context.getRequiredTestClass().getName()
                        + " marked @TestApp that gives an App, but there is none");
    }

    private static @Nullable App app(Class<?> type, Object instance)
            throws ReflectiveOperationException {
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(TestApp.class)) {
                field.setAccessible(true);
                return app(field, field.get(receiver(field.getModifiers(), instance)));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(TestApp.class)) {
                method.setAccessible(true);
                return app(method, call(method, instance));
            }
        }
        return null;
    }

    private static @Nullable Object call(Method method, Object instance)
            throws ReflectiveOperationException {
        try {
            return method.invoke(receiver(method.getModifiers(), instance));
        } catch (InvocationTargetException e) {
            throw new ParameterResolutionException(method + " threw " + e.getCause(), e);
        }
    }

    private static @Nullable Object receiver(int modifiers, Object instance) {
        return Modifier.isStatic(modifiers) ? null : instance;
    }

    private static App app(AnnotatedElement source, @Nullable Object value) {
        if (value instanceof App app) {
            return app;
        }
        throw new ParameterResolutionException("expected an App from " + source + ", got " + value);
    }
}
