package io.likes.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

@DisplayName("docs/redis.md")
class WalkThroughTest {
  private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ARGUMENT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");
  private static final CellId ROOT = CellId.root(ContentId.of("post-42"));

  @Test
  @DisplayName("shows what redis-cli shows")
  void followed() throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("..", "docs", "redis.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(blocks).hasSize(5);
    try (RedisServer server = RedisServer.start(Persistence.NONE);
        Jedis cli = server.connect();
        RedisClient client = RedisClient.create(server.address())) {
      RedisLikeStore store = RedisLikeStore.builder().client(client).build();
      change(store, true, "alice");
      change(store, true, "bob");
      run(cli, blocks.get(0));
      run(cli, blocks.get(1));
      change(store, false, "bob");
      run(cli, blocks.get(2));
      for (int i = 0; i < 100; i++) {
        change(store, true, "user-" + i);
      }
      run(cli, blocks.get(3));
      RedisCounterStore.builder()
          .client(client)
          .build()
          .merge(store.headers(List.of(ROOT)).values());
      run(cli, blocks.get(4));
    }
  }

  private static void change(RedisLikeStore store, boolean liked, String user) {
    Change change = new Change(UserId.of(user), liked, 1_700_000_000_000L, ContentType.of("post"));
    store.apply(new CellBatch(ROOT, 0, List.of(change)));
  }

  private static void run(Jedis cli, String block) {
    List<String> lines = block.lines().toList();
    for (int i = 0; i < lines.size(); i += 2) {
      assertThat(lines.get(i)).startsWith("> ");
      List<byte[]> words = words(lines.get(i).substring(2));
      Object answer =
          cli.sendCommand(
              () -> words.get(0), words.subList(1, words.size()).toArray(byte[][]::new));
      assertThat(shown(answer)).as(lines.get(i)).isEqualTo(lines.get(i + 1));
    }
  }

  private static List<byte[]> words(String line) {
    List<byte[]> words = new ArrayList<>();
    for (Matcher word = ARGUMENT.matcher(line); word.find(); ) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(
          ESCAPE
              .matcher(text)
              .replaceAll(
                  escape ->
                      Matcher.quoteReplacement(
                          String.valueOf((char) Integer.parseInt(escape.group(1), 16))))
              .getBytes(text.contains("\\x") ? ISO_8859_1 : UTF_8));
    }
    return words;
  }

  private static String shown(Object answer) {
    if (!(answer instanceof byte[] bytes)) {
      return "(integer) " + answer;
    }
    StringBuilder shown = new StringBuilder("\"");
    for (byte each : bytes) {
      shown.append(
          each >= ' ' && each <= '~'
              ? String.valueOf((char) each)
              : String.format("\\x%02x", each));
    }
    return shown.append('"').toString().replaceAll("\\d{13}\"", "TIME\"");
  }
}
