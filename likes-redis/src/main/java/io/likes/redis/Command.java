package io.likes.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.JedisClusterCRC16;

/** One command for the server that has its first key. Immutable. */
final class Command {
  private final ProtocolCommand name;
  private final @Nullable Script script;
  private final List<byte[]> keys;
  private final List<byte[]> arguments;
  private final int replicas;
  private final @Nullable Command whileMoving;

  private Command(
      ProtocolCommand name,
      @Nullable Script script,
      List<byte[]> keys,
      List<byte[]> arguments,
      int replicas,
      @Nullable Command whileMoving) {
    this.name = name;
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
    this.replicas = replicas;
    this.whileMoving = whileMoving;
  }

  /** Returns a plain command whose arguments follow its key. */
  static Command plain(ProtocolCommand name, byte[] key, byte[]... arguments) {
    return new Command(name, null, List.of(key), List.of(arguments), 0, null);
  }

  /** Returns the call of a script; all keys are in one slot. */
  static Command script(Script script, List<byte[]> keys, List<byte[]> arguments) {
    return new Command(Protocol.Command.EVALSHA, script, keys, arguments, 0, null);
  }

  /** Returns a number as arguments have it. */
  static byte[] decimal(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }

  /**
   * Returns the same command, after which the connection waits until so many replicas have it; the
   * answer is then a list of the command's own and their number.
   */
  Command awaiting(int replicasToWaitFor) {
    return new Command(name, script, keys, arguments, replicasToWaitFor, whileMoving);
  }

  /**
   * Returns the same command, in whose place another one may be sent while the slot is on its way:
   * no server answers then for several keys of which one is not there.
   */
  Command orWhileMoving(Command other) {
    return new Command(name, script, keys, arguments, replicas, other);
  }

  Command whileMoving() {
    return whileMoving == null ? this : whileMoving;
  }

  /** Returns how many replicas the connection waits for behind this command. */
  int replicas() {
    return replicas;
  }

  byte[] key() {
    return keys.get(0);
  }

  int slot() {
    return JedisClusterCRC16.getSlot(key());
  }

  /**
   * Returns the command as it is sent.
   *
   * @param whole whether a script is sent itself, for a server that does not know its digest
   */
  CommandArguments encode(boolean whole) {
    Script called = script;
    CommandArguments encoded;
    if (called == null) {
      encoded = new CommandArguments(name);
    } else {
      encoded =
          whole
              ? new CommandArguments(Protocol.Command.EVAL).add(called.text())
              : new CommandArguments(name).add(called.digest());
      encoded.add(decimal(keys.size()));
    }
    keys.forEach(encoded::add);
    arguments.forEach(encoded::add);
    return encoded;
  }

  /** Names the command in messages; keys may have any bytes, so they are left out. */
  @Override
  public String toString() {
    return script == null ? name.toString() : script.toString();
  }
}
