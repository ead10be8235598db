package io.likes.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With real servers, the service")
class ProfilesTest {
  private static final String POST = "post-first";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(strings = {"redis", "full"})
  @DisplayName("likes, unlikes and counts, and is up")
  void likes(String profile) throws Exception {
    try (RunningService service =
        new RunningService("--spring.profiles.active=" + profile, "--likes.start-servers=true")) {
      long before = service.count(POST);
      assertThat(service.like(POST, "mira").status()).isEqualTo(200);
      assertThat(service.like(POST, "mira").status()).isEqualTo(409);
      assertThat(service.like(POST, "ada").status()).isEqualTo(200);
      assertThat(service.unlike(POST, "ada").status()).isEqualTo(200);
      assertThat(service.liked(POST, "mira")).isTrue();
      assertThat(service.liked(POST, "ada")).isFalse();
      assertThat(service.count(POST)).isEqualTo(before + 1);

      // What any other process reads
      CounterStore counts = service.bean(Backend.class).counterStore();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stored(counts)).isEqualTo(before + 1));
      assertThat(service.get("/actuator/health").body().required("status").asString())
          .isEqualTo("UP");
    }
  }

  private static long stored(CounterStore counts) {
    ContentId post = ContentId.of(POST);
    return counts.read(List.of(post)).get(post).cells().stream().mapToLong(CellHeader::total).sum();
  }
}
