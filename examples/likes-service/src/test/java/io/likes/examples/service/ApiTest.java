package io.likes.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.examples.service.ApiClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The API")
class ApiTest {
  private static final String POST = "post-first";
  private static final int BURST = 5;

  private static RunningService service;
  private static ApiDocument document;

  private final String user = "user-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    service =
        new RunningService("--likes.rate-limit.burst=" + BURST, "--likes.rate-limit.per-minute=1");
    document = new ApiDocument(service.get("/openapi").body());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  @DisplayName("like: 200 with the new count and the own status, then 409 with the same")
  void like() throws Exception {
    long before = service.count(POST);
    Answer first = service.like(POST, user);
    assertThat(first.status()).isEqualTo(200);
    assertState(first.body(), POST, before + 1, true);

    Answer again = service.like(POST, user);
    assertProblem(again, 409, "likes this content already");
    assertState(again.body(), POST, before + 1, true);
    assertThat(again.body().required("outcome").asString()).isEqualTo("ALREADY_LIKED");
    assertThat(service.count(POST)).isEqualTo(before + 1);
    document.check(first);
  }

  @Test
  @DisplayName("unlike: 200 with the new count and the own status, then 404 with the same")
  void unlike() throws Exception {
    long before = service.count(POST);
    service.like(POST, user);
    Answer first = service.unlike(POST, user);
    assertThat(first.status()).isEqualTo(200);
    assertState(first.body(), POST, before, false);

    Answer again = service.unlike(POST, user);
    assertProblem(again, 404, "does not like this content");
    assertState(again.body(), POST, before, false);
    assertThat(again.body().required("outcome").asString()).isEqualTo("NOT_LIKED");
    document.check(first);
  }

  @Test
  @DisplayName("content that does not exist: 404 of like, unlike and count")
  void noSuchContent() throws Exception {
    List<Answer> answers =
        List.of(
            service.like("nothing", user),
            service.unlike("nothing", user),
            service.get("/v1/likes/count/nothing"),
            service.get("/v1/likes/count/nothing?user_id=" + user));
    for (Answer answer : answers) {
      assertProblem(answer, 404, "no such content");
      assertThat(answer.body().required("outcome").asString()).isEqualTo("CONTENT_NOT_FOUND");
      assertThat(answer.body().required("content_id").asString()).isEqualTo("nothing");
    }
  }

  @Test
  @DisplayName("too many likes and unlikes of one user: 429, and when to try again")
  void rateLimit() throws Exception {
    for (int i = 0; i < BURST; i++) {
      Answer allowed = i % 2 == 0 ? service.like(POST, user) : service.unlike(POST, user);
      assertThat(allowed.status()).isEqualTo(200);
    }
    for (Answer refused : List.of(service.unlike(POST, user), service.like(POST, user))) {
      assertProblem(refused, 429, "too fast");
      assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
    }
    assertThat(service.like(POST, "other-" + user).status()).isEqualTo(200);
    assertThat(service.liked(POST, user)).as("status after the refused unlike").isTrue();
  }

  @Test
  @DisplayName("count: without a user, a CDN may keep it; with one, nobody may")
  void count() throws Exception {
    service.like(POST, user);
    Answer everyones = service.get("/v1/likes/count/" + POST);
    assertThat(everyones.status()).isEqualTo(200);
    assertThat(everyones.body().has("user_liked")).isFalse();
    assertThat(everyones.header("Cache-Control")).contains("public", "s-maxage=5");

    Answer own = service.get("/v1/likes/count/" + POST + "?user_id=" + user);
    assertState(own.body(), POST, everyones.body().required("like_count").asLong(), true);
    assertThat(own.header("Cache-Control")).contains("private", "no-store");
    Answer stranger = service.get("/v1/likes/count/" + POST + "?user_id=x" + user);
    assertThat(stranger.body().required("user_liked").asBoolean()).isFalse();
    Stream.of(everyones, own, stranger).forEach(document::check);
  }

  @Test
  @DisplayName("batch: in order, repeated as asked, without what does not exist")
  void batch() throws Exception {
    service.like(POST, user);
    Answer own =
        batch(
            """
            {"content_ids": ["comment-tea", "nothing", "%s", "comment-tea"], "user_id": "%s"}"""
                .formatted(POST, user));
    assertThat(own.status()).isEqualTo(200);
    JsonNode counts = own.body().required("counts");
    assertThat(counts.valueStream().map(each -> each.required("content_id").asString()))
        .containsExactly("comment-tea", POST, "comment-tea");
    assertThat(counts.valueStream().map(each -> each.required("user_liked").asBoolean()))
        .containsExactly(false, true, false);
    assertThat(counts.get(1).required("like_count").asLong()).isEqualTo(service.count(POST));
    assertThat(own.header("Cache-Control")).contains("private", "no-store");

    Answer everyones = batch("{\"content_ids\": [\"" + POST + "\"], \"user_id\": null}");
    assertThat(everyones.body().required("counts").get(0).has("user_liked")).isFalse();
    assertThat(batch("{\"content_ids\": []}").body().required("counts").isEmpty()).isTrue();
    Stream.of(own, everyones).forEach(document::check);
  }

  @Test
  @DisplayName("batch: 100 ids are taken, 101 are not, whether they exist or not")
  void batchSize() throws Exception {
    assertThat(batch(ids(100, POST)).body().required("counts").size()).isEqualTo(100);
    assertProblem(batch(ids(101, POST)), 400, "at most 100 elements, but has 101");
    assertProblem(batch(ids(101, "nothing")), 400, "at most 100 elements, but has 101");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                                                     | Malformed JSON at line 1",
        "nonsense                                              | Malformed JSON at line 1",
        "{\"content_id\": }                                    | Malformed JSON at line 1",
        "{\"content_id\": \"post-first\",}                     | Malformed JSON at line 1",
        "{\"content_id\": \"a\", \"content_id\": \"b\"}        | Malformed JSON at line 1",
        "null                                                  | must be one JSON object",
        "[]                                                    | must be one JSON object",
        "\"post-first\"                                        | must be one JSON object",
        "{} {}                                                 | must be one JSON object",
        "{}                                                    | content_id is missing",
        "{\"content_id\": null}                                | content_id is missing",
        "{\"content_id\": 7}                                   | Wrong type of value in content_id",
        "{\"content_id\": 7.5}                                 | Wrong type of value in content_id",
        "{\"content_id\": true}                                | Wrong type of value in content_id",
        "{\"content_id\": {\"id\": \"a\"}}                     | Wrong type of value in content_id",
        "{\"content_id\": [\"a\"]}                             | Wrong type of value in content_id",
        "{\"content_id\": \"\", \"user_id\": \"u\"}            | 1 to 255 UTF-8 bytes, but has 0",
        "{\"content_id\": \"a\"}                               | user_id is missing",
        "{\"content_id\": \"a\", \"user_id\": \"\\ud800\"}     | unpaired surrogate",
        "{\"contentId\": \"a\"}                                | Unknown field contentId",
        "{\"content_id\": \"a\", \"user_id\": \"u\", \"count\": 9} | Unknown field count",
      })
  @DisplayName("bodies of like and unlike that are not valid: 400, and what is wrong")
  void badChange(String body, String detail) throws Exception {
    long before = service.count(POST);
    assertProblem(service.json("POST", "/v1/likes", body), 400, detail);
    assertProblem(service.json("DELETE", "/v1/likes", body), 400, detail);
    assertThat(service.count(POST)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"content_id\": \"a\", \"user_id\": \"u\"}           | content_type is missing",
        "{\"content_id\": \"a\", \"user_id\": \"u\", \"content_type\": \"\"} | content type must have",
      })
  @DisplayName("a like without a content type: 400")
  void badType(String body, String detail) throws Exception {
    assertProblem(service.json("POST", "/v1/likes", body), 400, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                    | content_ids is missing",
        "{\"content_ids\": null}                               | content_ids is missing",
        "{\"content_ids\": \"post-first\"}                     | Wrong type of value in content_ids",
        "{\"content_ids\": {}}                                 | Wrong type of value in content_ids",
        "{\"content_ids\": [\"a\", 7]}                         | content_ids[1]",
        "{\"content_ids\": [\"a\", null]}                      | content_ids[] is missing",
        "{\"content_ids\": [\"\"]}                             | 1 to 255 UTF-8 bytes, but has 0",
        "{\"content_ids\": [], \"user_id\": \"\"}              | 1 to 255 UTF-8 bytes, but has 0",
        "{\"content_ids\": [], \"users\": []}                  | Unknown field users",
      })
  @DisplayName("bodies of a batch that are not valid: 400, and what is wrong")
  void badBatch(String body, String detail) throws Exception {
    assertProblem(batch(body), 400, detail);
  }

  @Test
  @DisplayName("ids: 255 bytes are taken, 256 are not; any characters are")
  void ids() throws Exception {
    assertProblem(service.like("a".repeat(255), user), 404, "no such content");
    assertProblem(service.like("a".repeat(256), user), 400, "has 256");
    assertProblem(service.get("/v1/likes/count/" + "a".repeat(256)), 400, "has 256");
    assertProblem(service.get("/v1/likes/count/" + POST + "?user_id="), 400, "but has 0");
    Answer slash = service.get("/v1/likes/count/a%2Fb%20%C3%BC%5C%25");
    assertThat(slash.body().required("content_id").asString()).isEqualTo("a/b ü\\%");
    assertThat(service.like(POST, user + " ♥ 'x';--").status()).isEqualTo(200);
  }

  static Stream<BodyPublisher> hugeBodies() {
    byte[] text =
        ("{\"content_id\": \"" + "a".repeat(1_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    byte[] array = ids(200_000, POST).getBytes(StandardCharsets.UTF_8);
    return Stream.of(text, array)
        .flatMap(
            body ->
                Stream.of(
                    BodyPublishers.ofByteArray(body),
                    // Without a Content-Length
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
  }

  @ParameterizedTest
  @MethodSource("hugeBodies")
  @DisplayName("a huge body: 413")
  void hugeBody(BodyPublisher body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.uri("/v1/likes/count/batch"))
            .header("Content-Type", "application/json");
    assertProblem(service.send(request.POST(body).build()), 413, "too large");
  }

  @Test
  @DisplayName("100 ids of 255 characters, each escaped: taken")
  void largestBatch() throws Exception {
    Answer answer = batch(ids(100, "\\u0061".repeat(255)));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  @DisplayName("nested a thousand times: refused")
  void deepBody() throws Exception {
    Answer answer = batch("{\"content_ids\": " + "[".repeat(1000) + "]".repeat(1000) + "}");
    assertThat(answer.status()).isIn(400, 413);
  }

  @Test
  @DisplayName("a body that is not UTF-8, or not JSON by its header: 400 and 415")
  void notJson() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(service.uri("/v1/likes"));
    HttpRequest latin =
        request
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    "{\"content_id\": \"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1)))
            .build();
    assertProblem(service.send(latin), 400, "JSON");
    HttpRequest form =
        HttpRequest.newBuilder(service.uri("/v1/likes"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("content_id=" + POST))
            .build();
    assertProblem(service.send(form), 415, "not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?user_id=%zz", "?user_id=%FF", "?user_id=a&user_id=b"})
  @DisplayName("a query that is malformed, or names two users: 400")
  void badQuery(String query) throws Exception {
    // The HTTP client of the JDK sends nothing malformed.
    try (Socket socket = new Socket("localhost", service.uri("/").getPort())) {
      String request =
          "GET /v1/likes/count/%s%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .formatted(POST, query);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/x+json", "text/html"})
  @DisplayName("only JSON goes out, and nothing is changed for who does not accept it: 406")
  void onlyJsonGoesOut(String type) throws Exception {
    HttpRequest count =
        HttpRequest.newBuilder(service.uri("/v1/likes/count/" + POST))
            .header("Accept", type)
            .build();
    assertThat(service.send(count).status()).isEqualTo(406);
    HttpRequest like =
        HttpRequest.newBuilder(service.uri("/v1/likes"))
            .header("Accept", type)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(likeOf(user)))
            .build();
    assertThat(service.send(like).status()).isEqualTo(406);
    assertThat(service.liked(POST, user)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/x+json", "text/plain"})
  @DisplayName("only JSON comes in: 415")
  void onlyJsonComesIn(String type) throws Exception {
    HttpRequest like =
        HttpRequest.newBuilder(service.uri("/v1/likes"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(likeOf(user)))
            .build();
    assertProblem(service.send(like), 415, "not supported");
    assertThat(service.liked(POST, user)).isFalse();
  }

  private static String likeOf(String user) {
    return "{\"content_id\": \"%s\", \"content_type\": \"post\", \"user_id\": \"%s\"}"
        .formatted(POST, user);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/likes", "/v1/likes/count/post-first"})
  @DisplayName("another method: 405; another path: 404; both as problems")
  void notThere(String path) throws Exception {
    Answer put = service.json("PUT", path, "{}");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Content-Type")).isEqualTo("application/problem+json");
    Answer nothing = service.get(path + "/no/such/path");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  @DisplayName("racing likes of one user: one 200, the others 409; counted once")
  void race() throws Exception {
    long before = service.count(POST);
    CyclicBarrier together = new CyclicBarrier(BURST);
    Callable<Integer> like =
        () -> {
          together.await();
          return service.like(POST, user).status();
        };
    List<Integer> statuses = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(BURST);
    for (Future<Integer> status : threads.invokeAll(Collections.nCopies(BURST, like))) {
      statuses.add(status.get());
    }
    threads.shutdown();
    assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
    assertThat(service.count(POST)).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("health, readiness and metrics are there")
  void operations() throws Exception {
    service.like(POST, user);
    assertThat(service.get("/actuator/health").body().required("status").asString())
        .isEqualTo("UP");
    assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);
    assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(service.get("/actuator/prometheus").response().body())
        .containsPattern("likes_answers_total\\{outcome=\"liked\"} [1-9]")
        .contains("likes_calls_seconds_bucket", "http_server_requests_seconds_bucket");
    assertThat(service.get("/actuator/env").status()).isEqualTo(404);
  }

  private static Answer batch(String body) throws IOException, InterruptedException {
    return service.json("POST", "/v1/likes/count/batch", body);
  }

  private static String ids(int count, String id) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> '"' + id + '"').toList();
    return "{\"content_ids\": [" + String.join(",", ids) + "]}";
  }

  private static void assertState(JsonNode body, String content, long count, boolean liked) {
    assertThat(body.required("content_id").asString()).isEqualTo(content);
    assertThat(body.required("like_count").asLong()).isEqualTo(count);
    assertThat(body.required("user_liked").asBoolean()).isEqualTo(liked);
  }

  private static void assertProblem(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body().required("status").asInt()).isEqualTo(status);
    assertThat(answer.body().required("detail").asString()).contains(detail);
    document.check(answer);
  }
}
