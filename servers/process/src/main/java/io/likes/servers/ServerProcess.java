package io.likes.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a process of its own, and can be killed, suspended and started again with
 * the same command on the same data.
 *
 * <p>It dies with this JVM. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(20);
  private static final Duration STOP_TIME = Duration.ofSeconds(30);
  // A busy machine may take long to take a big process down.
  private static final Duration KILL_TIME = Duration.ofMinutes(2);
  private static final int LOG_TAIL_CHARACTERS = 4_000;

  private final String name;
  private final List<String> command;
  private final Path directory;
  private final Map<String, String> environment;
  private final BooleanSupplier ready;
  private final Duration startTime;
  private final Thread killAtExit = new Thread(this::killQuietly);
  private @Nullable Process process;

  /**
   * Describes a server; {@link #start} starts it.
   *
   * @param name what messages call it
   * @param command program and arguments
   * @param directory where it runs, and where its output is appended to {@code NAME.log}
   * @param environment variables on top of those of this JVM
   * @param ready asked again and again, after the start, until it says true
   * @param startTime how long it may take until it is ready
   */
  public ServerProcess(
      String name,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      BooleanSupplier ready,
      Duration startTime) {
    this.name = name;
    this.command = List.copyOf(command);
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.ready = ready;
    this.startTime = startTime;
    Runtime.getRuntime().addShutdownHook(killAtExit);
  }

  /**
   * Starts the server and waits until it is ready.
   *
   * @return this
   * @throws IllegalStateException if it runs already, ends, or is not ready in time; the message
   *     has the end of its output, and nothing runs then
   */
  public ServerProcess start() {
    launch();
    awaitReady();
    return this;
  }

  /**
   * Starts the server and does not wait until it is ready: for servers that need each other to get
   * ready, and for tests of what callers see meanwhile.
   */
  public void startWithoutWaiting() {
    launch();
  }

  /**
   * Waits until the server is ready.
   *
   * @throws IllegalStateException if it was not started, ends, or is not ready in time; the message
   *     has the end of its output, and nothing runs then
   */
  public void awaitReady() {
    Process started = launched();
    long deadline = System.nanoTime() + startTime.toNanos();
    while (!ready.getAsBoolean()) {
      if (ended(started, PROBE_INTERVAL)) {
        throw new IllegalStateException(
            name + " ended with " + started.exitValue() + " at its start:\n" + logTail());
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new IllegalStateException(
            name + " was not ready after " + startTime + ":\n" + logTail());
      }
    }
  }

  private synchronized Process launch() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started", e);
    }
  }

  /** Kills the server as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    Process running = running();
    if (running != null) {
      running.destroyForcibly();
      awaitEnd(running);
    }
  }

  /** Asks the server to stop, waits until it is gone, and kills it after half a minute. */
  public void stop() {
    Process running = running();
    if (running != null) {
      running.destroy();
      if (!ended(running, STOP_TIME)) {
        kill();
      }
    }
  }

  /** Suspends the server: connections stay open and nothing is answered. */
  public void suspend() {
    signal("STOP");
  }

  /** Lets a suspended server go on. */
  public void resume() {
    signal("CONT");
  }

  /** Returns whether the process runs. */
  public boolean alive() {
    return running() != null;
  }

  /** Returns the file that the server's output goes to. */
  public Path log() {
    return directory.resolve(name + ".log");
  }

  /** Kills the server; its files stay. */
  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and runs the hook itself.
    }
  }

  @Override
  public String toString() {
    Process running = running();
    return name + (running == null ? " (down)" : " (pid " + running.pid() + ")");
  }

  private synchronized @Nullable Process running() {
    return process != null && process.isAlive() ? process : null;
  }

  private synchronized Process launched() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  private void signal(String signal) {
    Process running = running();
    if (running == null) {
      throw new IllegalStateException(name + " does not run");
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
              .inheritIO()
              .start();
      awaitEnd(kill);
      if (kill.exitValue() != 0) {
        throw new IllegalStateException("kill -" + signal + " of " + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void killQuietly() {
    Process running = running();
    if (running != null) {
      running.destroyForcibly();
    }
  }

  private static boolean ended(Process process, Duration wait) {
    CompletableFuture<Process> end = process.onExit();
    try {
      end.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }

  private void awaitEnd(Process ending) {
    if (!ended(ending, KILL_TIME)) {
      throw new IllegalStateException(name + " could not be killed");
    }
  }

  private String logTail() {
    try {
      String output = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
      return output.substring(Math.max(0, output.length() - LOG_TAIL_CHARACTERS));
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }
}
