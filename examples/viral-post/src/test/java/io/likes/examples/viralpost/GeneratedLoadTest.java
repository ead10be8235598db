package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeneratedLoadTest {
  private static final int CONTENTS = 20_000;
  private static final int LIKES = 100_000;

  @Test
  @DisplayName("the same settings give the same calls, another seed gives others")
  void deterministic() throws InterruptedException {
    List<Call> calls = calls(load(LIKES, 1));
    assertThat(calls(load(LIKES, 1))).isEqualTo(calls);
    assertThat(calls(load(LIKES, 2))).isNotEqualTo(calls);
  }

  @Test
  @DisplayName(
      "there are as many new likes as asked for, and 5 % unlikes, each of a pair that is liked")
  void proportions() throws InterruptedException {
    List<Call> calls = withoutRetries(calls(load(LIKES, 1)));
    Set<Pair> liked = new HashSet<>();
    long likes = 0;
    for (Call call : calls) {
      Pair pair = new Pair(call.content(), call.user());
      likes += call.like() ? 1 : 0;
      assertThat(call.like() ? liked.add(pair) : liked.remove(pair))
          .as("%s changes something", call)
          .isTrue();
    }
    assertThat(likes).isEqualTo(LIKES);
    assertThat(calls.size() - likes).isBetween(LIKES * 48 / 1000L, LIKES * 52 / 1000L);
  }

  @Test
  @DisplayName("5 % of the calls are made twice in a row")
  void retries() throws InterruptedException {
    List<Call> calls = calls(load(LIKES, 1));
    int retries = calls.size() - withoutRetries(calls).size();
    assertThat(retries).isBetween(calls.size() * 46 / 1000, calls.size() * 50 / 1000);
    assertThat(load(LIKES, 1).expectedCalls())
        .isBetween(calls.size() * 99L / 100, calls.size() * 101L / 100);
  }

  @Test
  @DisplayName(
      "the viral post begins after a tenth of the likes and then gets 60 % of them; the others follow Zipf's law")
  void popularity() throws InterruptedException {
    GeneratedLoad load = load(LIKES, 1);
    List<Call> likes = withoutRetries(calls(load)).stream().filter(Call::like).toList();
    assertThat(likes.subList(0, LIKES / 10))
        .noneMatch(call -> call.content().equals(load.viralPost()));
    assertThat(
            likes.subList(LIKES / 10, LIKES).stream()
                .filter(call -> call.content().equals(load.viralPost()))
                .count())
        .isBetween(LIKES * 9 / 10 * 59 / 100L, LIKES * 9 / 10 * 61 / 100L);
    Map<String, Long> popularity =
        likes.stream()
            .collect(
                Collectors.groupingBy(
                    call -> call.content().value(), TreeMap::new, Collectors.counting()));
    assertThat(popularity.get("post-1"))
        .isBetween(popularity.get("post-2") * 18 / 10, popularity.get("post-2") * 22 / 10);
    assertThat(popularity.get("post-1"))
        .isBetween(popularity.get("post-10") * 8, popularity.get("post-10") * 12);
  }

  @Test
  @DisplayName("every content is liked if there are enough likes")
  void everyContent() throws InterruptedException {
    assertThat(calls(load(LIKES, 1)).stream().map(Call::content).distinct()).hasSize(CONTENTS);
  }

  @Test
  @DisplayName("when every user likes a content, further likes find themselves made")
  void fewUsers() throws InterruptedException {
    List<Call> calls = calls(new GeneratedLoad(1000, 3, 2, 0, 1));
    assertThat(calls).hasSizeGreaterThan(1000);
    assertThat(calls.stream().map(Call::user).distinct()).hasSize(3);
    assertThat(calls.stream().map(Call::content).distinct()).hasSize(2);
  }

  @Test
  @DisplayName("with a rate, call i is due at i / rate seconds, retries included")
  void rate() throws InterruptedException {
    List<Call> calls = calls(new GeneratedLoad(1000, 1000, 100, 2000, 1));
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).atNanos()).isEqualTo(i * 500_000L);
    }
  }

  private static GeneratedLoad load(long likes, long seed) {
    return new GeneratedLoad(likes, 1_000_000, CONTENTS, 0, seed);
  }

  private static List<Call> calls(GeneratedLoad load) throws InterruptedException {
    List<Call> calls = new ArrayList<>();
    load.forEach(calls::add);
    return calls;
  }

  private static List<Call> withoutRetries(List<Call> calls) {
    List<Call> kept = new ArrayList<>();
    for (Call call : calls) {
      if (kept.isEmpty() || !kept.get(kept.size() - 1).equals(call)) {
        kept.add(call);
      }
    }
    return kept;
  }
}
