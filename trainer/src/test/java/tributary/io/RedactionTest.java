package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
  @Test
  void k8KeysAreThoseOfSparksOwnPattern() {
    for (String key :
        new String[] {
          "password",
          "spark.foo.PASSWORD",
          "fs.s3a.secret.key",
          "fs.s3a.access.key",
          "accessKey",
          "AuthToken"
        }) {
      assertTrue(Redaction.isSecret(key), key);
      assertEquals("(redacted)", Redaction.value(key, "hunter2"));
    }
    assertFalse(Redaction.isSecret("user"));
    assertEquals("me", Redaction.value("user", "me"));
    assertEquals("s3a://(redacted)@b/x", Redaction.value("path", "s3a://k:hunter2@b/x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3a://key:hunter2@bucket/x.csv | s3a://(redacted)@bucket/x.csv",
        "a jdbc:postgresql://me:hunter@2@host:5432/db b | a jdbc:postgresql://(redacted)@host:5432/db b",
        "jdbc:oracle:thin:me/hunter2@host:1521:x | jdbc:oracle:thin:(redacted)@host:1521:x",
        "jdbc:mysql://h/db?user=me&password=hunter2&x=1 | jdbc:mysql://h/db?user=me&password=(redacted)&x=1",
        "--set data.options.password=hunter2 | --set data.options.password=(redacted)",
        "data.options { password = \"hunter 2\", a = 1 } | data.options { password = (redacted), a = 1 }",
        "{\"api.token\": \"hunter\\\"2\", \"a\": 1} | {\"api.token\": (redacted), \"a\": 1}",
        "s3a://KEY:hun/ter+2@bucket/x | s3a://(redacted)@bucket/x",
        "url=jdbc:mysql://h/db?password=hunter2&x=1 | url=jdbc:mysql://h/db?password=(redacted)&x=1",
        "a.password={hun;ter 2}, b | a.password=(redacted), b",
        "password='hunter 2' x | password=(redacted) x",
        "a=1,password=hunter2,token=hunter3 | a=1,password=(redacted),token=(redacted)",
        "fs.s3a.access.key=hunter2, next | fs.s3a.access.key=(redacted), next"
      })
  void k8WhatIsSecretInATextIsLeftOut(String text, String expected) {
    assertEquals(expected, Redaction.text(text));
    assertEquals(expected, Redaction.text(expected), "a second time changes nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://namenode:8020/a@b/x.csv",
        "column 'token_count': the type is struct",
        "mail me@host about https://host/page",
        "the password was refused",
        "training.learningRate = 0.1"
      })
  void leavesOtherTextAsItIs(String text) {
    assertEquals(text, Redaction.text(text));
  }

  /** A file of somebody else's may hold names of any length. */
  @Test
  @Timeout(20)
  void k8TextOfAnyLengthIsReadOnce() {
    for (String part :
        List.of("a", "secret", "a ", "=", "x=\"", "\"", "{", "a://", ":thin:", "s3://k:")) {
      String text = part.repeat(400_000 / part.length());
      assertEquals(text, Redaction.text(text), part);
    }
    for (String part : List.of("password=", "password={", "password=' ", "token=\" ")) {
      assertFalse(Redaction.text(part.repeat(40_000)).isEmpty(), part);
    }
    assertEquals("a=(redacted)", Redaction.without(List.of("hunter", "hunter22"), "a=hunter22"));
  }
}
