package io.likes.examples.viralpost;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace: CSV in UTF-8, one call in a line, {@value #HEADER}. The header line and a byte
 * order mark may be there or not.
 *
 * <p>Times never go back: a call that is due before the one above it would be late at once, and its
 * latency would say nothing of the service.
 *
 * <p>Each line is read by itself, so that a stray quote or a broken character spoils that line
 * only.
 */
final class TraceReader {
  static final String HEADER = "time_ms,action,user_id,content_type,content_id";

  private static final int COLUMNS = 5;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final CsvReader.CsvReaderBuilder csv =
      CsvReader.builder().skipEmptyLines(false).allowUnclosedQuote(false);

  /** Hears of each line. */
  interface Listener {
    /** A line was read; the time of the call is in milliseconds as in the file. */
    void line(long timeMillis, Call call) throws InterruptedException;

    /** A line was bad; the rest of the file is read all the same. */
    void bad(BadLine line);
  }

  void read(InputStream in, Listener listener) throws IOException, InterruptedException {
    // ISO-8859-1 keeps each byte, so that one line that is not UTF-8 can be told from the others.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    long number = 0;
    long newest = 0;
    for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
      number++;
      Line line;
      try {
        String text = utf8(raw);
        if (number == 1) {
          text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
          if (text.equals(HEADER)) {
            continue;
          }
        }
        line = parse(text);
        if (line.timeMillis < newest) {
          throw new IllegalArgumentException(
              "time_ms must not go back, but is " + line.timeMillis + " after " + newest);
        }
        newest = line.timeMillis;
      } catch (IllegalArgumentException e) {
        listener.bad(new BadLine(number, String.valueOf(e.getMessage())));
        continue;
      }
      listener.line(line.timeMillis, line.call);
    }
  }

  private record Line(long timeMillis, Call call) {}

  private Line parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("blank line");
    }
    List<String> fields = fields(text);
    if (fields.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "must have " + COLUMNS + " columns (" + HEADER + "), but has " + fields.size());
    }
    long timeMillis = timeMillis(fields.get(0));
    boolean like =
        switch (fields.get(1)) {
          case "like" -> true;
          case "unlike" -> false;
          default ->
              throw new IllegalArgumentException(
                  "action must be like or unlike, but is \"" + fields.get(1) + "\"");
        };
    UserId user = UserId.of(fields.get(2));
    ContentType type = new ContentType(fields.get(3));
    return new Line(timeMillis, new Call(0, like, user, type, ContentId.of(fields.get(4))));
  }

  private List<String> fields(String text) {
    try {
      return csv.ofSingleCsvRecord(text).getFields();
    } catch (CsvParseException e) {
      throw new IllegalArgumentException("no CSV: " + rootMessage(e), e);
    }
  }

  private static @Nullable String rootMessage(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? e.getMessage() : rootMessage(cause);
  }

  private static long timeMillis(String text) {
    try {
      long millis = Long.parseLong(text);
      if (millis >= 0) {
        return millis;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "time_ms must be a whole number, but is \"" + text + "\"", e);
    }
    throw new IllegalArgumentException("time_ms must not be negative, but is " + text);
  }

  private static String utf8(String bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }
}
