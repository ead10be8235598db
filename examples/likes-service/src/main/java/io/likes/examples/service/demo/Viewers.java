package io.likes.examples.service.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The pages that are open: each gets the last minutes first, and then what is new. None waits for
 * another, and one that does not read is given up. Thread-safe.
 */
final class Viewers {
  // A page opens the stream again when this is over; one that is gone does not.
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MAX_PAGES = 100;
  private static final int REMEMBERED = 240;

  private final ExecutorService senders =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "viewers");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
  // Guards what is remembered and what waits for the pages; not held while something is sent.
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Dashboard.Sample> remembered = new ArrayDeque<>();
  private boolean ended;

  private static final class Page {
    final SseEmitter stream = new SseEmitter(LONGEST.toMillis());
    List<Dashboard.Sample> unsent = new ArrayList<>();
    boolean sending;
  }

  /** Returns a new stream; 503 if there are too many. */
  SseEmitter open() {
    Page page = new Page();
    page.stream.onCompletion(() -> pages.remove(page));
    page.stream.onTimeout(page.stream::complete);
    page.stream.onError(error -> pages.remove(page));
    lock.lock();
    try {
      if (pages.size() >= MAX_PAGES) {
        throw new ErrorResponseException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open"),
            null);
      }
      if (ended) {
        page.stream.complete();
        return page.stream;
      }
      pages.add(page);
      page.unsent.addAll(remembered);
      send(page);
    } finally {
      lock.unlock();
    }
    return page.stream;
  }

  void publish(Dashboard.Sample sample) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      remembered.addLast(sample);
      if (remembered.size() > REMEMBERED) {
        remembered.removeFirst();
      }
      // Whoever sends to one that does not read finds out when the connection ends.
      pages.removeIf(page -> page.unsent.size() > REMEMBERED);
      for (Page page : pages) {
        page.unsent.add(sample);
        send(page);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns what was published in the last minutes, the newest first. */
  List<Dashboard.Sample> newestFirst() {
    lock.lock();
    try {
      List<Dashboard.Sample> all = new ArrayList<>();
      remembered.descendingIterator().forEachRemaining(all::add);
      return all;
    } finally {
      lock.unlock();
    }
  }

  private void send(Page page) {
    if (!page.sending) {
      page.sending = true;
      senders.execute(() -> drain(page));
    }
  }

  private void drain(Page page) {
    try {
      for (List<Dashboard.Sample> next = next(page); !next.isEmpty(); next = next(page)) {
        page.stream.send(next);
      }
    } catch (IOException | IllegalStateException e) {
      // The page was closed.
      pages.remove(page);
    }
  }

  private List<Dashboard.Sample> next(Page page) {
    lock.lock();
    try {
      List<Dashboard.Sample> next = page.unsent;
      page.unsent = new ArrayList<>();
      page.sending = !next.isEmpty();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all streams, which would hold up a graceful shutdown; later ones end at once. Idempotent.
   */
  void end() {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
    } finally {
      lock.unlock();
    }
    // One that does not read would hold up whoever ends it.
    pages.forEach(page -> senders.execute(page.stream::complete));
    senders.shutdown();
  }
}
