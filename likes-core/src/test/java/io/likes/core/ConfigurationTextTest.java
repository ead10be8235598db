package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.LikeService;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a service says of itself. */
class ConfigurationTextTest {
  @Test
  @DisplayName(
      "The text of a service has each setting of its builder: numbers, and classes of parts")
  void namesEverySetting() {
    CellsInMemory store = new CellsInMemory(7);
    NewestHeaders counters = new NewestHeaders();
    try (LikeService service =
        LikeService.builder().likeStore(store).counterStore(counters).build()) {
      Stream<String> settings =
          Arrays.stream(LikeService.builder().getClass().getMethods())
              .filter(method -> method.getParameterCount() == 1)
              .filter(method -> method.getReturnType() == method.getDeclaringClass())
              .map(method -> method.getName() + "=");
      assertThat(service.toString())
          .contains(settings.toList())
          .contains("likeStore=" + CellsInMemory.class.getName())
          .contains("counterStore=" + NewestHeaders.class.getName())
          .contains("eventSink=none")
          .contains(store.limits().toString());
    }
  }
}
