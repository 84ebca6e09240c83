package tributary.jobs.report;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonObject;

/** Calls and events of the DevTools protocol over one web socket. */
final class DevTools implements WebSocket.Listener {
  private static final int SECONDS = 20;

  private final Map<Long, CompletableFuture<JsonObject>> calls = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private final StringBuilder message = new StringBuilder();
  private @Nullable WebSocket socket;

  private DevTools() {}

  static DevTools connect(URI address) throws IOException {
    DevTools devTools = new DevTools();
    devTools.socket =
        join(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, devTools));
    return devTools;
  }

  /** The result of a command. */
  JsonObject call(String method, JsonObjectBuilder parameters) throws IOException {
    long id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    calls.put(id, answer);
    String text =
        Json.compact(
            new JsonObjectBuilder()
                .put("id", id)
                .put("method", method)
                .put("params", parameters.build())
                .build());
    if (socket == null) {
      throw new IOException(method + ": not connected");
    }
    join(socket.sendText(text, true));
    JsonObject result = join(answer);
    if (result.members().get("result") instanceof JsonObject object) {
      return object;
    }
    throw new IOException(method + ": " + Json.compact(result));
  }

  /** A command that is done only when the browser tells of an event. */
  void callAndAwait(String method, JsonObjectBuilder parameters, String event) throws IOException {
    CompletableFuture<JsonObject> told = new CompletableFuture<>();
    awaited.put(event, told);
    call(method, parameters);
    join(told);
  }

  List<JsonObject> events() {
    return events;
  }

  void forgetEvents() {
    events.clear();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      take(message.toString());
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(String text) {
    try {
      JsonObject received = (JsonObject) Json.parse(text);
      CompletableFuture<JsonObject> call = calls.remove(Fields.integer(received, "id"));
      if (call == null) {
        events.add(received);
        CompletableFuture<JsonObject> waiting =
            awaited.remove(Fields.text(received, "method").orElse(""));
        if (waiting != null) {
          waiting.complete(received);
        }
      } else {
        call.complete(received);
      }
    } catch (JsonException e) {
      onError(null, e);
    }
  }

  @Override
  public void onError(@Nullable WebSocket from, Throwable error) {
    calls.values().forEach(call -> call.completeExceptionally(error));
    awaited.values().forEach(waiting -> waiting.completeExceptionally(error));
  }

  void close() {
    if (socket != null) {
      socket.abort();
    }
  }

  private static <T> T join(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the browser did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the browser", e);
    }
  }
}
