package io.likes.examples.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service on a free port, in this process, and a plain HTTP client. */
final class RunningService implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  /** Starts the service with arguments of its command line. */
  RunningService(String... arguments) {
    context =
        SpringApplication.run(
            LikesServiceApplication.class,
            Stream.concat(Stream.of("--server.port=0"), Stream.of(arguments))
                .toArray(String[]::new));
  }

  URI uri(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://localhost:" + port + path);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  HttpClient client() {
    return client;
  }

  /** An answer, its body read as JSON. */
  record Answer(HttpRequest request, HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode body() {
      return JSON.readTree(response.body());
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  Answer json(String method, String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  Answer like(String content, String user) throws IOException, InterruptedException {
    return json(
        "POST",
        "/v1/likes",
        """
        {"content_id": "%s", "content_type": "post", "user_id": "%s"}"""
            .formatted(content, user));
  }

  Answer unlike(String content, String user) throws IOException, InterruptedException {
    return json(
        "DELETE",
        "/v1/likes",
        """
        {"content_id": "%s", "user_id": "%s"}"""
            .formatted(content, user));
  }

  long count(String content) throws IOException, InterruptedException {
    return get("/v1/likes/count/" + content).body().required("like_count").asLong();
  }

  boolean liked(String content, String user) throws IOException, InterruptedException {
    return get("/v1/likes/count/" + content + "?user_id=" + user)
        .body()
        .required("user_liked")
        .asBoolean();
  }

  Answer send(HttpRequest request) throws IOException, InterruptedException {
    return new Answer(request, client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
  }

  /** Ends the service as a SIGTERM does. */
  @Override
  public void close() {
    context.close();
  }
}
