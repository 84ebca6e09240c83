package tributary.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tributary.io.Json;
import tributary.io.JsonValue.JsonObject;

/** Puts the page's sources and its data together into one file. */
final class PageTemplate {
  private static final String FOLDER = "/tributary/report/";
  private static final List<String> STYLES = List.of("page.css", "tables.css", "print.css");
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "dom.js",
          "theme.js",
          "axes.js",
          "tooltip.js",
          "chart.js",
          "captions.js",
          "cards.js",
          "facts.js",
          "time.js",
          "run.js",
          "overview.js",
          "depth.js",
          "runs.js",
          "page.js");
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private PageTemplate() {}

  /** The whole page, in UTF-8. */
  static byte[] html(String title, JsonObject data) throws IOException {
    Properties versions = versions();
    String library = library(versions.getProperty("echarts"));
    String script = "(() => {\n\"use strict\";\n" + sources(SCRIPTS) + "})();\n";
    Map<String, String> parts =
        Map.of(
            "title", text(title),
            "version", text(versions.getProperty("version")),
            "hashes", hash(library) + " " + hash(script),
            "style", sources(STYLES),
            "data", data(data),
            "library", library,
            "script", script);
    // In one pass, so that nothing that a part holds is taken for a place.
    String page =
        PLACE
            .matcher(resource(FOLDER + "page.html"))
            .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    return page.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * JSON that cannot end the element that it stands in, whatever its texts hold: the characters
   * that mean something to HTML or end a line in JavaScript are written as escapes.
   */
  static String data(JsonObject data) {
    return Json.compact(data)
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** Text between tags or in a quoted attribute. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** What lets the page run this script and no other (Content Security Policy, level 2). */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** ECharts, with its licence notice on top. */
  private static String library(String version) throws IOException {
    return resource(
        "/META-INF/resources/webjars/echarts/" + version + "/dist/echarts.common.min.js");
  }

  private static Properties versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = open("/tributary/version.properties")) {
      versions.load(in);
    }
    return versions;
  }

  private static String sources(List<String> names) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(resource(FOLDER + name));
    }
    return all.toString();
  }

  /** With the line ends that a browser counts in, so that the hash is of what it reads. */
  private static String resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = PageTemplate.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException(
          name + " is missing in the application's jar; build it again with mvn package");
    }
    return in;
  }
}
