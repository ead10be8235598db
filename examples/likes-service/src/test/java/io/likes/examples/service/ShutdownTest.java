package io.likes.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("At its end, the service")
class ShutdownTest {
  @Test
  @DisplayName("ends the streams of open pages, and does not cut them")
  void streamsEnd() throws Exception {
    RunningService service = new RunningService();
    HttpRequest request = HttpRequest.newBuilder(service.uri("/demo/storm/events")).build();
    try (InputStream stream = service.client().send(request, BodyHandlers.ofInputStream()).body()) {
      assertThat(stream.read()).as("first byte of an event").isEqualTo('d');
      service.close();
      // A cut would be an IOException.
      assertThat(stream.readAllBytes()).isNotEmpty();
    }
  }
}
