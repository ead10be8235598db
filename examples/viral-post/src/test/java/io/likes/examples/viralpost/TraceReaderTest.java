package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
  private static final String GOOD = "10,like,user-1,movie,movie-1";

  private final List<Call> calls = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<BadLine> bad = new ArrayList<>();

  @Test
  @DisplayName("a like and an unlike")
  void goodLines() throws Exception {
    read(GOOD + "\n20,unlike,user-2,,movie-2\n");
    assertThat(bad).isEmpty();
    assertThat(times).containsExactly(10L, 20L);
    assertThat(calls.get(0).like()).isTrue();
    assertThat(calls.get(0).user().value()).isEqualTo("user-1");
    assertThat(calls.get(0).type().value()).isEqualTo("movie");
    assertThat(calls.get(0).content().value()).isEqualTo("movie-1");
    assertThat(calls.get(1).like()).isFalse();
    assertThat(calls.get(1).type().value()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        GOOD + "\n",
        GOOD + "\r\n",
        TraceReader.HEADER + "\n" + GOOD,
        TraceReader.HEADER + "\r\n" + GOOD + "\r\n",
        "\uFEFF" + TraceReader.HEADER + "\n" + GOOD,
        "\uFEFF" + GOOD,
        "10,like,\"user-1\",movie,\"movie-1\""
      })
  @DisplayName(
      "the header, a byte order mark, CRLF, a last line end and quotes may be there or not")
  void forms(String text) throws Exception {
    read(text);
    assertThat(bad).isEmpty();
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).user().value()).isEqualTo("user-1");
    assertThat(calls.get(0).content().value()).isEqualTo("movie-1");
  }

  @Test
  @DisplayName("ids keep commas and quotes inside quotes, blanks and characters of every language")
  void ids() throws Exception {
    read("10,like,\"a,\"\"b\"\"\",movie, Füße 👍 ");
    assertThat(bad).isEmpty();
    assertThat(calls.get(0).user().value()).isEqualTo("a,\"b\"");
    assertThat(calls.get(0).content().value()).isEqualTo(" Füße 👍 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "10,like,user-1,movie|must have 5 columns (time_ms,action,user_id,content_type,content_id), but has 4",
        "10,like,user-1,movie,movie-1,x|must have 5 columns (time_ms,action,user_id,content_type,content_id), but has 6",
        "ten,like,user-1,movie,movie-1|time_ms must be a whole number, but is \"ten\"",
        "1.5,like,user-1,movie,movie-1|time_ms must be a whole number, but is \"1.5\"",
        "99999999999999999999,like,user-1,movie,movie-1|time_ms must be a whole number, but is \"99999999999999999999\"",
        "9,like,user-1,movie,movie-1|time_ms must not go back, but is 9 after 10",
        "-1,like,user-1,movie,movie-1|time_ms must not be negative, but is -1",
        "10,love,user-1,movie,movie-1|action must be like or unlike, but is \"love\"",
        "10,LIKE,user-1,movie,movie-1|action must be like or unlike, but is \"LIKE\"",
        "10,like,,movie,movie-1|user id must have 1 to 255 UTF-8 bytes, but has 0: \"\"",
        "10,like,user-1,movie,|content id must have 1 to 255 UTF-8 bytes, but has 0: \"\"",
        "time_ms,action,user_id,content_type,content_id|time_ms must be a whole number, but is \"time_ms\""
      })
  @DisplayName("a bad line is told with its number and the reason, and the next is read")
  void badLines(String line, String reason) throws Exception {
    read(GOOD + "\n" + line + "\n" + GOOD);
    assertThat(bad).containsExactly(new BadLine(2, reason));
    assertThat(calls).hasSize(2);
  }

  @Test
  @DisplayName("blank lines are bad")
  void blankLines() throws Exception {
    read("\n" + GOOD + "\n  \n");
    assertThat(bad).containsExactly(new BadLine(1, "blank line"), new BadLine(3, "blank line"));
    assertThat(calls).hasSize(1);
  }

  @Test
  @DisplayName("ids and types that are too long are bad")
  void tooLong() throws Exception {
    read(
        "1,like,"
            + "u".repeat(255)
            + ",movie,m\n1,like,"
            + "u".repeat(256)
            + ",movie,m\n1,like,u,"
            + "t".repeat(65)
            + ",m");
    assertThat(calls).hasSize(1);
    assertThat(bad).extracting(BadLine::number).containsExactly(2L, 3L);
    assertThat(bad.get(0).reason())
        .startsWith("user id must have 1 to 255 UTF-8 bytes, but has 256");
    assertThat(bad.get(1).reason())
        .startsWith("content type must have 1 to 64 UTF-8 bytes, but has 65");
  }

  @Test
  @DisplayName("a quote that is not closed spoils its own line only")
  void openQuote() throws Exception {
    read("10,like,\"user-1,movie,movie-1\n" + GOOD + "\n" + GOOD);
    assertThat(calls).hasSize(2);
    assertThat(bad)
        .singleElement()
        .satisfies(line -> assertThat(line.toString()).startsWith("line 1: no CSV: "));
  }

  @Test
  @DisplayName("a line that is not UTF-8 spoils itself only")
  void notUtf8() throws Exception {
    byte[] text =
        (GOOD + "\n10,like,user-?,movie,movie-1\n" + GOOD).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i] == '?' ? (byte) 0xe4 : text[i];
    }
    read(text);
    assertThat(calls).hasSize(2);
    assertThat(bad).containsExactly(new BadLine(2, "not UTF-8"));
  }

  private void read(String text) throws IOException, InterruptedException {
    read(text.getBytes(StandardCharsets.UTF_8));
  }

  private void read(byte[] text) throws IOException, InterruptedException {
    new TraceReader()
        .read(
            new ByteArrayInputStream(text),
            new TraceReader.Listener() {
              @Override
              public void line(long timeMillis, Call call) {
                times.add(timeMillis);
                calls.add(call);
              }

              @Override
              public void bad(BadLine line) {
                bad.add(line);
              }
            });
  }
}
