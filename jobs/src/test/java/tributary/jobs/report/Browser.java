package tributary.jobs.report;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;

/**
 * A real browser without a window, driven by Chromium's own DevTools protocol; it listens on this
 * machine only and ends with this object.
 */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final int START_SECONDS = 30;

  /** More than a graphics surface of Chromium may be tall. */
  private static final int TALLEST = 16_000;

  private final Process process;
  private final Path profile;
  private final DevTools devTools;
  private int width = 1280;

  private Browser(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /** What CHROME_BIN names, else the first that the PATH has. */
  public static Optional<String> executable() {
    String named = System.getenv("CHROME_BIN");
    if (named != null && !named.isBlank()) {
      return Optional.of(named);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return NAMES.stream()
        .flatMap(
            name -> Stream.of(path.split(File.pathSeparator, -1)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  public static Browser start(String executable) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("tributary-browser");
    Process process =
        new ProcessBuilder(
                executable,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    try {
      Browser browser = new Browser(process, profile, DevTools.connect(page(process, profile)));
      for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
        browser.devTools.call(domain + ".enable", new JsonObjectBuilder());
      }
      return browser;
    } catch (IOException | InterruptedException | RuntimeException e) {
      end(process, profile);
      throw e;
    }
  }

  /** Where the browser's one page listens. */
  private static URI page(Process process, Path profile) throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < START_SECONDS * 20; i++) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        URI list = URI.create("http://127.0.0.1:" + lines.get(0) + "/json/list");
        Optional<URI> page = pageIn(list);
        if (page.isPresent()) {
          return page.get();
        }
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IOException(
        "the browser gave no page within "
            + START_SECONDS
            + " s: "
            + Files.readString(profile.resolve("output.txt")));
  }

  private static Optional<URI> pageIn(URI list) throws IOException, InterruptedException {
    String body =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    JsonObject targets = new JsonObjectBuilder().put("all", Json.parse(body)).build();
    return Fields.objects(targets, "all").stream()
        .filter(target -> Fields.text(target, "type").orElse("").equals("page"))
        .flatMap(target -> Fields.text(target, "webSocketDebuggerUrl").stream())
        .map(URI::create)
        .findFirst();
  }

  /** Opens a page file; when it is loaded, its script has drawn all charts. */
  public void open(Path file) throws IOException {
    devTools.forgetEvents();
    devTools.callAndAwait(
        "Page.navigate",
        new JsonObjectBuilder().put("url", file.toUri().toString()),
        "Page.loadEventFired");
    settle();
  }

  public void resize(int newWidth, int height) throws IOException {
    width = newWidth;
    devTools.call(
        "Emulation.setDeviceMetricsOverride",
        new JsonObjectBuilder()
            .put("width", newWidth)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", newWidth < 600));
    settle();
  }

  /** As if the reader's system were set to dark or light colours. */
  void colourScheme(String scheme) throws IOException {
    JsonObject feature =
        new JsonObjectBuilder().put("name", "prefers-color-scheme").put("value", scheme).build();
    devTools.call(
        "Emulation.setEmulatedMedia",
        new JsonObjectBuilder().putAll("features", List.of(feature), f -> f));
    settle();
  }

  /** Two frames: one in which the page notices, one in which it has drawn. */
  private void settle() throws IOException {
    evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  /** The value of an expression; a promise's is waited for. */
  JsonValue evaluate(String expression) throws IOException {
    JsonObject result =
        devTools.call(
            "Runtime.evaluate",
            new JsonObjectBuilder()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (result.members().containsKey("exceptionDetails")) {
      throw new IOException(expression + ": " + Json.compact(result));
    }
    JsonObject value = (JsonObject) result.members().getOrDefault("result", result);
    return value.members().getOrDefault("value", JsonValue.JsonNull.NULL);
  }

  /** The whole page, from top to bottom. */
  public void screenshot(Path file) throws IOException {
    long height = ((JsonInteger) evaluate("document.documentElement.scrollHeight")).value();
    int before = width;
    resize(before, (int) Math.min(TALLEST, height));
    JsonObject shot =
        devTools.call("Page.captureScreenshot", new JsonObjectBuilder().put("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(Fields.text(shot, "data").orElseThrow()));
  }

  /** What the page complained of since it was opened: exceptions, errors, refusals. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (JsonObject event : devTools.events()) {
      String method = Fields.text(event, "method").orElse("");
      boolean error =
          method.equals("Runtime.exceptionThrown")
              || method.equals("Log.entryAdded")
              || (method.equals("Runtime.consoleAPICalled")
                  && Fields.text(event, "params", "type").orElse("").matches("error|warning"));
      if (error) {
        complaints.add(Json.compact(event));
      }
    }
    return complaints;
  }

  /** The addresses that were asked for since the page was opened, itself included. */
  List<String> requests() {
    return devTools.events().stream()
        .filter(
            event -> Fields.text(event, "method").orElse("").equals("Network.requestWillBeSent"))
        .flatMap(event -> Fields.text(event, "params", "request", "url").stream())
        .toList();
  }

  @Override
  public void close() {
    devTools.close();
    end(process, profile);
  }

  private static void end(Process process, Path profile) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    delete(profile);
  }

  private static void delete(Path profile) {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A last write of a dying process; what is left lies in the folder for such things.
    }
  }
}
