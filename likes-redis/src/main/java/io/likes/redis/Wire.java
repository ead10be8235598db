package io.likes.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Sends commands down one connection of one server, all before the first answer is read.
 * Thread-safe.
 */
final class Wire {
  /** How long a connection waits for replicas; less than the shortest sensible socket timeout. */
  private static final byte[] REPLICA_WAIT_MILLIS = "500".getBytes(US_ASCII);

  private final Supplier<? extends AbstractPipeline> pipelines;

  /**
   * Makes a wire.
   *
   * @param pipelines takes a connection out of the caller's pool; closing gives it back
   */
  Wire(Supplier<? extends AbstractPipeline> pipelines) {
    this.pipelines = pipelines;
  }

  /** Sends commands; one reply for each. */
  List<Reply> exchange(List<Command> commands) {
    return exchange(commands, false);
  }

  /** Sends commands to a server that imports their slot, and should answer for it all the same. */
  List<Reply> exchangeAsking(List<Command> commands) {
    return exchange(commands, true);
  }

  private List<Reply> exchange(List<Command> commands, boolean asking) {
    List<Reply> replies = send(commands, asking, false);
    List<Integer> unknown = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Refused refused
          && refused.cause() instanceof JedisNoScriptException) {
        unknown.add(i);
      }
    }
    if (!unknown.isEmpty()) {
      List<Reply> again = send(unknown.stream().map(commands::get).toList(), asking, true);
      for (int i = 0; i < again.size(); i++) {
        replies.set(unknown.get(i), again.get(i));
      }
    }
    return replies;
  }

  private List<Reply> send(List<Command> commands, boolean asking, boolean whole) {
    AbstractPipeline pipeline;
    try {
      pipeline = pipelines.get();
    } catch (JedisException e) {
      if (e.getCause() instanceof InterruptedException) {
        // While it waited for a connection, which hides it.
        Thread.currentThread().interrupt();
      }
      return new ArrayList<>(Collections.nCopies(commands.size(), new Reply.Unsent(e)));
    }
    List<Response<Object>> answers = new ArrayList<>(commands.size());
    List<@Nullable Response<Object>> acknowledged = new ArrayList<>(commands.size());
    try (pipeline) {
      for (Command command : commands) {
        if (asking) {
          pipeline.sendCommand(new CommandArguments(Protocol.Command.ASKING));
        }
        answers.add(pipeline.sendCommand(command.encode(whole)));
        acknowledged.add(command.replicas() == 0 ? null : sendWait(pipeline, command.replicas()));
      }
      pipeline.sync();
    } catch (JedisException e) {
      return new ArrayList<>(Collections.nCopies(commands.size(), new Reply.Lost(e)));
    }
    List<Reply> replies = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      replies.add(reply(answers.get(i), acknowledged.get(i)));
    }
    return replies;
  }

  private static Response<Object> sendWait(AbstractPipeline pipeline, int replicas) {
    return pipeline.sendCommand(
        Protocol.Command.WAIT, Command.decimal(replicas), REPLICA_WAIT_MILLIS);
  }

  private static Reply reply(Response<Object> answer, @Nullable Response<Object> acknowledged) {
    try {
      return new Reply.Value(
          acknowledged == null ? answer.get() : Arrays.asList(answer.get(), acknowledged.get()));
    } catch (JedisDataException e) {
      return new Reply.Refused(e);
    }
  }
}
