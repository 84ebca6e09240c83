package tributary.io;

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
import tributary.io.JsonValue.JsonObject;

/**
 * A page of charts in one HTML file that asks for nothing outside: the data, the drawing library
 * and the scripts that draw are all in it, and its Content Security Policy lets no other script
 * run.
 *
 * <p>The resources {@code tributary/page/} hold what all such pages share (colours, axes, cards); a
 * kind of page adds the scripts that say what is drawn. They find the data as JSON in the element
 * {@code #data} and fill the element {@code #page}.
 */
public final class ChartPage {
  private static final String FOLDER = "/tributary/page/";
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "dom.js",
          "theme.js",
          "axes.js",
          "tooltip.js",
          "chart.js",
          "captions.js",
          "cards.js");
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private ChartPage() {}

  /**
   * The whole page, in UTF-8.
   *
   * @param styles names of the resources with what this kind of page adds to the shared style
   * @param scripts names of the resources that draw it, in their order, after the shared ones
   * @throws IOException if a resource is missing
   */
  public static byte[] html(
      String title, JsonObject data, List<String> styles, List<String> scripts) throws IOException {
    Properties versions = versions();
    String library = library(versions.getProperty("echarts"));
    String script = "(() => {\n\"use strict\";\n" + shared(SCRIPTS) + sources(scripts) + "})();\n";
    Map<String, String> parts =
        Map.of(
            "title",
            text(title),
            "version",
            text(versions.getProperty("version")),
            "hashes",
            hash(library) + " " + hash(script),
            // Paper has the last word.
            "style",
            source(FOLDER + "page.css") + sources(styles) + source(FOLDER + "print.css"),
            "data",
            data(data),
            "library",
            library,
            "script",
            script);
    // In one pass, so that nothing that a part holds is taken for a place.
    String page =
        PLACE
            .matcher(source(FOLDER + "page.html"))
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
    return source("/META-INF/resources/webjars/echarts/" + version + "/dist/echarts.common.min.js");
  }

  private static Properties versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = open(FOLDER + "versions.properties")) {
      versions.load(in);
    }
    return versions;
  }

  private static String shared(List<String> names) throws IOException {
    return sources(names.stream().map(name -> FOLDER + name).toList());
  }

  private static String sources(List<String> names) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(source(name));
    }
    return all.toString();
  }

  /** With the line ends that a browser counts in, so that the hash is of what it reads. */
  private static String source(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = ChartPage.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException(
          name + " is missing in the application's jar; build it again with mvn package");
    }
    return in;
  }
}
