package io.likes.micrometer;

import io.likes.AuditReport;
import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.LikeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Counts and times what a service does with Micrometer. All meters are registered at once, so a
 * value that nothing happened to is 0 and not missing. No tag names a content or a user, so the
 * number of meters is fixed.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>type</th><th>tags</th><th>meaning</th></tr>
 * <tr><td>{@code likes.calls}</td><td>timer</td><td>{@code operation}: an {@link LikesListener.Operation} in lower case;
 *     {@code failed}: true, false</td><td>calls and inner work, and how long they took</td></tr>
 * <tr><td>{@code likes.answers}</td><td>counter</td><td>{@code outcome}: an {@link Outcome} in lower case</td><td>likes, unlikes and toggles
 *     that were answered</td></tr>
 * <tr><td>{@code likes.batch.changes}</td><td>summary</td><td></td><td>changes that shared one write</td></tr>
 * <tr><td>{@code likes.batch.contention}</td><td>counter</td><td></td><td>how often writes were refused by, or had to wait for, other
 *     writers of the cell</td></tr>
 * <tr><td>{@code likes.contents.hot}</td><td>gauge</td><td></td><td>contents that are hot in this process</td></tr>
 * <tr><td>{@code likes.cells.closed}</td><td>counter</td><td></td><td>cells that this process closed</td></tr>
 * <tr><td>{@code likes.losses}</td><td>counter</td><td>{@code loss}: a {@link LikesListener.Loss} in lower case</td><td>work that was given
 *     up, and heals later</td></tr>
 * <tr><td>{@code likes.aggregation.lag}</td><td>timer</td><td></td><td>from a change, by the clock of the process that made it, to its merge
 *     by a count aggregator of this process; an event that a retry published again has the time of its first change</td></tr>
 * <tr><td>{@code likes.log.waiting}</td><td>gauge</td><td></td><td>events that waited when a reader of the log last looked</td></tr>
 * <tr><td>{@code likes.log.lag}</td><td>gauge</td><td></td><td>seconds that the first of them waited at most, in the partition that is
 *     furthest behind</td></tr>
 * <tr><td>{@code likes.audit.contents}</td><td>gauge</td><td></td><td>contents that the newest audit report covers</td></tr>
 * <tr><td>{@code likes.audit.unchecked}</td><td>gauge</td><td></td><td>contents and users that were busy or unread in the newest audit
 *     report</td></tr>
 * <tr><td>{@code likes.audit.findings}</td><td>gauge</td><td>{@code kind}: an {@link AuditReport.Kind} in lower case;
 *     {@code repaired}: true, false</td><td>findings in the newest audit report</td></tr>
 * </table>
 *
 * <p>Percentiles and histograms are the registry's business: switch them on by a {@code
 * MeterFilter}. Thread-safe.
 */
// "exports": whoever makes one requires Micrometer; all others must not have to.
@SuppressWarnings("exports")
public final class MicrometerLikesListener implements LikesListener {
  private final TimeSource time;
  private final Function<Operation, Timer> succeeded;
  private final Function<Operation, Timer> failed;
  private final Function<Outcome, Counter> answers;
  private final Function<Loss, Counter> losses;
  private final DistributionSummary batchChanges;
  private final Counter contention;
  private final Counter closings;
  private final Timer lag;
  private final AtomicLong hot = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong waitingMillis = new AtomicLong();
  private final AtomicLong audited = new AtomicLong();
  private final AtomicLong unchecked = new AtomicLong();
  private final Function<AuditReport.Kind, AtomicLong> repaired;
  private final Function<AuditReport.Kind, AtomicLong> unrepaired;

  /** Registers the meters; the lag is measured by the clock of this machine. */
  public MicrometerLikesListener(MeterRegistry registry) {
    this(registry, TimeSource.system());
  }

  /**
   * Registers the meters.
   *
   * @param registry where the meters are
   * @param time what the lag of events is measured by
   */
  public MicrometerLikesListener(MeterRegistry registry, TimeSource time) {
    Objects.requireNonNull(registry, "registry");
    this.time = Objects.requireNonNull(time, "time");
    this.succeeded = each(Operation.class, operation -> call(registry, operation, false));
    this.failed = each(Operation.class, operation -> call(registry, operation, true));
    this.answers =
        each(
            Outcome.class,
            outcome ->
                Counter.builder("likes.answers")
                    .description("Likes, unlikes and toggles that were answered")
                    .tag("outcome", tag(outcome))
                    .register(registry));
    this.losses =
        each(
            Loss.class,
            loss ->
                Counter.builder("likes.losses")
                    .description("Work that was given up, and heals later")
                    .tag("loss", tag(loss))
                    .register(registry));
    this.batchChanges =
        DistributionSummary.builder("likes.batch.changes")
            .description("Changes that shared one write")
            .register(registry);
    this.contention =
        Counter.builder("likes.batch.contention")
            .description("How often writes were refused by, or waited for, other writers")
            .register(registry);
    this.closings =
        Counter.builder("likes.cells.closed")
            .description("Cells that this process closed")
            .register(registry);
    this.lag =
        Timer.builder("likes.aggregation.lag")
            .description("From a change to its merge by a count aggregator")
            .register(registry);
    gauge(registry, "likes.contents.hot", "Contents that are hot in this process", hot);
    gauge(registry, "likes.log.waiting", "Events that wait for a reader of the log", waiting);
    Gauge.builder("likes.log.lag", waitingMillis, millis -> millis.doubleValue() / 1000)
        .description("How long the first of the events that wait has waited at most")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    gauge(
        registry, "likes.audit.contents", "Contents that the newest audit report covers", audited);
    gauge(
        registry,
        "likes.audit.unchecked",
        "Busy and unread ones in the newest audit report",
        unchecked);
    this.repaired = each(AuditReport.Kind.class, kind -> findings(registry, kind, true));
    this.unrepaired = each(AuditReport.Kind.class, kind -> findings(registry, kind, false));
  }

  @Override
  public void timed(Operation operation, long nanos, boolean failed) {
    (failed ? this.failed : succeeded).apply(operation).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void answered(ContentId content, UserId user, LikeResult result) {
    answers.apply(result.outcome()).increment();
  }

  @Override
  public void batched(CellHeader header, int changes, int contention) {
    batchChanges.record(changes);
    this.contention.increment(contention);
  }

  @Override
  public void hot(ContentId content) {
    hot.incrementAndGet();
  }

  @Override
  public void cold(ContentId content) {
    hot.decrementAndGet();
  }

  @Override
  public void closed(CellHeader header) {
    closings.increment();
  }

  @Override
  public void aggregated(LikeEvent event) {
    // Two machines' clocks: a change from the near future is not late.
    lag.record(Math.max(0, time.currentTimeMillis() - event.timeMillis()), TimeUnit.MILLISECONDS);
  }

  @Override
  public void lagging(long events, Duration age) {
    waiting.set(events);
    waitingMillis.set(age.toMillis());
  }

  @Override
  public void lost(Loss loss, Throwable cause) {
    losses.apply(loss).increment();
  }

  @Override
  public void audited(AuditReport report) {
    audited.set(report.contents());
    unchecked.set(report.busy() + report.unread());
    for (AuditReport.Kind kind : AuditReport.Kind.values()) {
      long right = report.repaired().getOrDefault(kind, 0L);
      repaired.apply(kind).set(right);
      unrepaired.apply(kind).set(report.found().getOrDefault(kind, 0L) - right);
    }
  }

  private static Timer call(MeterRegistry registry, Operation operation, boolean failed) {
    return Timer.builder("likes.calls")
        .description("Calls and inner work")
        .tag("operation", tag(operation))
        .tag("failed", Boolean.toString(failed))
        .register(registry);
  }

  private static AtomicLong findings(
      MeterRegistry registry, AuditReport.Kind kind, boolean repaired) {
    AtomicLong value = new AtomicLong();
    gauge(
        registry,
        "likes.audit.findings",
        "Findings in the newest audit report",
        value,
        "kind",
        tag(kind),
        "repaired",
        Boolean.toString(repaired));
    return value;
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, AtomicLong value, String... tags) {
    // Held by the registry, so that the last value stays readable when the service is gone.
    Gauge.builder(name, value, AtomicLong::doubleValue)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>, M> Function<E, M> each(Class<E> type, Function<E, M> meter) {
    Map<E, M> meters = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      meters.put(value, meter.apply(value));
    }
    return value -> Objects.requireNonNull(meters.get(value));
  }
}
