package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.BackendException;
import io.likes.Count;
import io.likes.LikeResult;
import io.likes.Outcome;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.FaultyLikeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"exact", "inline", "async"})
  @DisplayName("a generated load ends with drift 0, in every way to count")
  void generated(String counting) throws IOException {
    Program.Result result =
        Program.runSmall(InMemoryBackend::new, "--counting", counting, "--json", json().toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).contains("drift 0").contains("OK, every like is accounted for");
    assertThat(result.err()).contains("likes/s").contains("100 %");
    JsonNode report = report();
    assertThat(report.get("counting").asString()).isEqualTo(counting);
    assertThat(report.get("likes").asLong()).isEqualTo(4000);
    assertThat(report.get("unlikes").asLong()).isPositive();
    assertThat(report.get("duplicates").asLong()).isPositive();
    assertThat(report.get("drift").asLong()).isZero();
    assertThat(report.get("shownDrift").asLong()).isZero();
    assertThat(report.get("failures").asLong()).isZero();
    assertThat(report.get("likeLatencyMs").get("count").asLong())
        .isEqualTo(4000 + report.get("unlikes").asLong() + report.get("duplicates").asLong());
    assertThat(report.get("hot").get("detectedAtMs").isNumber()).isTrue();
    assertThat(report.get("audit").get("pairs").asLong()).isEqualTo(4000);
    assertThat(report.get("audit").get("rows").asLong())
        .isEqualTo(4000 - report.get("unlikes").asLong());
  }

  @Test
  @DisplayName("a trace with bad lines is replayed without them, each pair in order")
  void trace() throws IOException {
    Path trace =
        Files.writeString(
            directory.resolve("trace.csv"),
            """
            time_ms,action,user_id,content_type,content_id
            1000,like,ann,post,a
            1000,like,bob,post,a
            what is this
            1001,unlike,ann,post,a
            1002,like,ann,post,a
            1003,like,ann,post,a
            1004,unlike,cid,post,b
            """);
    Program.Result result =
        Program.run(
            "--trace",
            trace.toString(),
            "--speed",
            "2",
            "--freshness",
            "50",
            "--json",
            json().toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.err()).contains(trace + ": line 4: must have 5 columns");
    JsonNode report = report();
    assertThat(report.get("badLines").asLong()).isEqualTo(1);
    assertThat(report.get("likes").asLong()).isEqualTo(3);
    assertThat(report.get("unlikes").asLong()).isEqualTo(1);
    assertThat(report.get("duplicates").asLong()).isEqualTo(2);
    assertThat(report.get("viralPost").get("contentId").asString()).isEqualTo("a");
    assertThat(report.get("viralPost").get("likes").asLong()).isEqualTo(2);
    assertThat(report.get("drift").asLong()).isZero();
  }

  @Test
  @DisplayName("calls on a schedule are made, and timed from their due time")
  void scheduled() throws IOException {
    Program.Result result =
        Program.runSmall(InMemoryBackend::new, "--rate", "20000", "--json", json().toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    // About 4400 calls, one each 50 microseconds, cannot be over sooner.
    assertThat(report().get("elapsedSeconds").asDouble()).isGreaterThan(0.2);
  }

  @Test
  @DisplayName("a service that says LIKED and stores nothing is found out: drift, exit code 1")
  void forgetful() throws IOException {
    AtomicLong likes = new AtomicLong();
    Program.Result result =
        runTampered(
            (method, counting, arguments, service) ->
                method.equals("like") && likes.incrementAndGet() % 100 == 0
                    ? new LikeResult(Outcome.LIKED, true, Count.UNKNOWN, null)
                    : service.call());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("FAILED");
    assertThat(report().get("drift").asLong()).isPositive();
    assertThat(report().get("audit").get("wrongPairs").asLong()).isPositive();
    assertThat(report().get("audit").get("wrongRows").asLong()).isPositive();
  }

  @Test
  @DisplayName(
      "a service that answers a retry as a new like is found out: contradictions, exit code 1")
  void likedTwice() throws IOException {
    Program.Result result =
        runTampered(
            (method, counting, arguments, service) -> {
              Object answer = service.call();
              return answer instanceof LikeResult like && like.outcome() == Outcome.ALREADY_LIKED
                  ? new LikeResult(Outcome.LIKED, true, like.count(), null)
                  : answer;
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(report().get("audit").get("contradictions").asLong()).isPositive();
    assertThat(report().get("drift").asLong()).isPositive();
  }

  @Test
  @DisplayName("calls that never get through are failures: exit code 1, and no drift")
  void failures() throws IOException {
    Program.Result result =
        runTampered(
            "0",
            (method, counting, arguments, service) -> {
              if (method.equals("unlike")) {
                throw new BackendException(
                    BackendException.Effect.NOT_APPLIED, "no unlikes today", null);
              }
              return service.call();
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(report().get("failures").asLong()).isPositive();
    assertThat(report().get("faults").get("notApplied").asLong())
        .isEqualTo(report().get("failures").asLong());
    assertThat(report().get("drift").asLong()).isZero();
  }

  @Test
  @DisplayName("a count that ends with any exception is a failure, and counts are read on")
  void countFails() throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    Program.Result result =
        runTampered(
            (method, counting, arguments, service) -> {
              if (method.equals("count") && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("broken");
              }
              return service.call();
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(report().get("failures").asLong()).isEqualTo(1);
    assertThat(report().get("countFailures").asLong()).isZero();
    assertThat(report().get("countLatencyMs").get("count").asLong()).isGreaterThan(1);
  }

  @Test
  @DisplayName("calls that end UNKNOWN, made or not, are resolved by asking: drift 0, exit code 0")
  void unknown() throws IOException {
    AtomicLong calls = new AtomicLong();
    Program.Result result =
        runTampered(
            (method, counting, arguments, service) -> {
              if (!method.equals("like") && !method.equals("unlike")) {
                return service.call();
              }
              long call = calls.incrementAndGet() % 50;
              Object answer = call == 1 ? null : service.call();
              if (call <= 1) {
                throw new BackendException(BackendException.Effect.UNKNOWN, "reply lost", null);
              }
              return answer;
            });
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(report().get("faults").get("unknown").asLong()).isPositive();
    assertThat(report().get("drift").asLong()).isZero();
    assertThat(report().get("audit").get("contradictions").asLong()).isZero();
  }

  @Test
  @DisplayName("a store that refuses calls and loses replies costs nothing: drift 0, exit code 0")
  void faultyStore() throws IOException {
    Faults faults =
        Faults.random(new SplittableRandom(5), 0.02, Set.of(Fault.REFUSED, Fault.REPLY_LOST));
    Program.Result result =
        Program.runSmall(
            () -> new InMemoryBackend(new FaultyLikeStore(new InMemoryLikeStore(), faults)),
            "--counting",
            "exact",
            "--json",
            json().toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(report().get("drift").asLong()).isZero();
  }

  private Program.Result runTampered(Intercepted.Interceptor interceptor) {
    return runTampered("30000", interceptor);
  }

  private Program.Result runTampered(String retryForMillis, Intercepted.Interceptor interceptor) {
    return Program.runSmall(
        () -> new Intercepted(new InMemoryBackend(), interceptor),
        "--retry-for",
        retryForMillis,
        "--counting",
        "exact",
        "--json",
        json().toString());
  }

  private Path json() {
    return directory.resolve("report.json");
  }

  private JsonNode report() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(json()));
  }
}
