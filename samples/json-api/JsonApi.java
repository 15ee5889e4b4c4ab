import dev.skein.web.*;
import dev.skein.web.exception.*;

record NewTask(String title, int priority) {
    NewTask {
        var check = new Validation();
        check.notBlank("title", title);
        check.range("priority", priority, 1, 5);
        check.throwIfAny();
    }
}

record Task(long id, String title, int priority, boolean done) {
    Task asDone() {
        return new Task(id, title, priority, true);
    }
}

final Map<Long, Task> tasks = new ConcurrentSkipListMap<>();
final AtomicLong lastId = new AtomicLong();

/// A JSON API: create, list, read, change, delete; what does not fit is answered with the field's name.
///
/// Run: `./skein run samples/json-api/JsonApi.java`, then
/// `./skein get -X POST -H 'content-type: application/json' -d '{"title": "write", "priority": 1}' http://127.0.0.1:8000/tasks`
Application app() {
    var app = new Application();
    app.router().get("/tasks", this::list);
    app.router().post("/tasks", this::create);
    app.router().get("/tasks/{id:long}", request -> Response.json(find(request))).name("task");
    app.router().put("/tasks/{id:long}", this::replace);
    app.router().post("/tasks/{id:long}/done", this::finish);
    app.router().delete("/tasks/{id:long}", this::delete);
    return app;
}

Response list(Request request) {
    int least = request.query().getInt("priority", 1);
    return Response.json(tasks.values().stream().filter(task -> task.priority() >= least).toList());
}

Response create(Request request) throws IOException {
    var asked = request.json(NewTask.class);
    var task = new Task(lastId.incrementAndGet(), asked.title(), asked.priority(), false);
    tasks.put(task.id(), task);
    return Response.json(task)
            .withStatus(201)
            .withHeader("location", request.urlFor("task", "id", task.id()));
}

Response replace(Request request) throws IOException {
    var asked = request.json(NewTask.class);
    return changed(
            request, task -> new Task(task.id(), asked.title(), asked.priority(), task.done()));
}

Response finish(Request request) {
    return changed(request, Task::asDone);
}

/// Somebody may delete it meanwhile.
Response changed(Request request, UnaryOperator<Task> change) {
    var task = tasks.computeIfPresent(find(request).id(), (_, before) -> change.apply(before));
    if (task == null) {
        throw new HttpNotFound("the task is gone");
    }
    return Response.json(task);
}

Response delete(Request request) {
    tasks.remove(find(request).id());
    return Response.of(204);
}

Task find(Request request) {
    long id = request.parameters().getLong("id");
    var task = tasks.get(id);
    if (task == null) {
        throw new HttpNotFound("there is no task " + id);
    }
    return task;
}
