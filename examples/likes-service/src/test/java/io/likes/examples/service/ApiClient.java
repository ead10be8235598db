package io.likes.examples.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client of the service that listens on a port of this machine. Thread-safe. */
class ApiClient {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  ApiClient(int port) {
    this.port = port;
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
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
}
