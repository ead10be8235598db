package io.likes.architecture;

import io.likes.Admission;
import io.likes.AuditReport;
import io.likes.AuditSource;
import io.likes.BackendException;
import io.likes.Checkpoint;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeAudit;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryEventLog;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.inmemory.InMemoryLikes;
import io.likes.inmemory.InMemoryUniqueLikers;
import io.likes.inmemory.InMemoryUserLikeStore;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeRow;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.FaultyCounterStore;
import io.likes.testkit.FaultyEventSink;
import io.likes.testkit.FaultyLikeStore;
import io.likes.testkit.FaultyUserLikeStore;
import io.likes.testkit.LikesAssertions;
import io.likes.testkit.ManualClock;
import io.likes.testkit.SpiCall;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A good value of each type that a public method takes, or is called on. */
final class Samples {
  private static final ContentId CONTENT = ContentId.of("content");
  private static final UserId USER = UserId.of("user");
  private static final ContentType TYPE = ContentType.of("post");
  private static final CellId CELL = CellId.root(CONTENT);
  private static final CellHeader HEADER = new CellHeader(CELL, 1, 1, 0, 0);
  private static final Change CHANGE = new Change(USER, true, 1, TYPE);
  private static final Version VERSION = new Version(0, 1);

  private static final InMemoryLikeStore STORE = new InMemoryLikeStore();
  private static final InMemoryUserLikeStore LISTS = new InMemoryUserLikeStore();
  private static final InMemoryCounterStore COUNTS = new InMemoryCounterStore();
  private static final InMemoryEventLog LOG = new InMemoryEventLog();
  private static final Executor EXECUTOR = Runnable::run;

  private static final List<Object> VALUES =
      List.of(
          1,
          1L,
          0.5,
          true,
          "text",
          Duration.ofSeconds(1),
          Instant.EPOCH,
          Path.of("target", "checkpoint"),
          new TreeMap<>(),
          new Random(1),
          new IllegalStateException("sample"),
          (Consumer<Object>) any -> {},
          EXECUTOR,
          (Runnable) () -> {},
          new Class<?>[] {Samples.class},
          CONTENT,
          USER,
          TYPE,
          CELL,
          HEADER,
          CHANGE,
          VERSION,
          new CellBatch(CELL, 0, List.of(CHANGE)),
          new ChangeResult(ChangeResult.Effect.CHANGED, 1, 1),
          ChangeResult.Effect.CHANGED,
          new LikeEvent(HEADER, USER, true, TYPE, VERSION, 1),
          new LikeRow(USER, 1, 1, TYPE),
          new UserLike(USER, CONTENT, true, VERSION, 1, TYPE),
          new Count(1, 1, Count.Freshness.FRESH),
          Count.Freshness.FRESH,
          LikeStatus.LIKED,
          Outcome.LIKED,
          Counting.EXACT,
          Admission.open(),
          PageRequest.first(1),
          BackendException.Effect.UNKNOWN,
          new AuditReport.Finding(AuditReport.Kind.TOTAL, CELL, USER, 1, false),
          AuditReport.Kind.TOTAL,
          AuditSource.of(List.of()),
          Checkpoint.none(),
          LikesListener.none(),
          STORE,
          LISTS,
          COUNTS,
          LOG,
          new InMemoryUniqueLikers(),
          InMemoryLikes.create(),
          LikeService.builder(),
          LikeAudit.builder(),
          new CountAggregator(COUNTS),
          new ManualClock(),
          new Faults(),
          new Faults().hold(SpiCall.APPLY),
          new FaultyLikeStore(STORE),
          new FaultyUserLikeStore(LISTS),
          new FaultyCounterStore(COUNTS),
          new FaultyEventSink(LOG),
          LikesAssertions.assertThat(new LikeResult(Outcome.LIKED, true, Count.UNKNOWN, null)),
          LikesAssertions.assertThat(Count.UNKNOWN),
          LikesAssertions.assertThat(new LikeView(CONTENT, Count.UNKNOWN, LikeStatus.LIKED)),
          LikesAssertions.assertThat(HEADER),
          Fault.REFUSED,
          new Fault[] {Fault.REFUSED},
          SpiCall.APPLY);

  private Samples() {}

  static Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      return Collection.class.isAssignableFrom(raw)
          ? collection(raw, of(generic.getActualTypeArguments()[0]))
          : of(raw);
    }
    Class<?> wanted = type instanceof Class<?> known ? wrapped(known) : Object.class;
    return VALUES.stream()
        .filter(wanted::isInstance)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample of " + type + "; add one"));
  }

  private static Object collection(Class<?> type, Object element) {
    return type == Set.class ? Set.of(element) : List.of(element);
  }

  private static Class<?> wrapped(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
