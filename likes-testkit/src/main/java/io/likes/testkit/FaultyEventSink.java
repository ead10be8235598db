package io.likes.testkit;

import io.likes.BackendException;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An EventSink that fails, loses, repeats and delays events, is slow and is counted, as its {@link
 * Faults} say.
 *
 * <p>Thread-safe if the sink is.
 */
public final class FaultyEventSink implements EventSink {
  private final EventSink sink;
  private final Faults faults;

  /** Decorates a sink with faults of its own. */
  public FaultyEventSink(EventSink sink) {
    this(sink, new Faults());
  }

  /**
   * Decorates a sink.
   *
   * @throws IllegalArgumentException if an argument is null
   */
  public FaultyEventSink(EventSink sink, Faults faults) {
    this.sink = Check.present("sink", sink);
    this.faults = Check.present("faults", faults);
  }

  /** Returns what decides about the calls and counts them. */
  public Faults faults() {
    return faults;
  }

  @Override
  public void publish(LikeEvent event, boolean spread) {
    faults.send(SpiCall.PUBLISH, () -> sink.publish(event, spread), null);
  }

  @Override
  public Map<LikeEvent, BackendException> publishAll(Collection<LikeEvent> events, boolean spread) {
    List<LikeEvent> all = List.copyOf(Check.present("events", events));
    return faults.sendEach(SpiCall.PUBLISH_ALL, all, some -> sink.publishAll(some, spread));
  }
}
