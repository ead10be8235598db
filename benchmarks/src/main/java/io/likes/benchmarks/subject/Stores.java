package io.likes.benchmarks.subject;

import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLikeStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one backend, opened with nothing in them.
 *
 * @param likes opens the truth anew, knowing nothing yet, as another process does
 * @param lists what users like; null where a status is read from the cells
 * @param counts what readers ask; null where they ask the cells
 * @param bytes how many bytes are stored now
 * @param statements how many statements the server has been sent so far
 * @param clients closes the clients
 */
record Stores(
    Supplier<LikeStore> likes,
    @Nullable UserLikeStore lists,
    @Nullable CounterStore counts,
    LongSupplier bytes,
    LongSupplier statements,
    Runnable clients) {

  /** Returns a service that counts INLINE if there is a counter store, else EXACT. */
  LikeService service() {
    LikeServiceBuilder builder = LikeService.builder().likeStore(likes.get());
    if (counts != null) {
      builder.counterStore(counts);
    }
    if (lists != null) {
      builder.userLikeStore(lists);
    }
    return builder.build();
  }

  /** Returns the same stores without that of counts. */
  Stores uncounted() {
    return new Stores(likes, lists, null, bytes, statements, clients);
  }

  /**
   * Returns the same stores, and somebody who is told of each call.
   *
   * @param called takes for example {@code LikeStore.apply}
   */
  Stores watched(Consumer<String> called) {
    return new Stores(
        () -> watched(LikeStore.class, likes.get(), called),
        lists == null ? null : watched(UserLikeStore.class, lists, called),
        counts == null ? null : watched(CounterStore.class, counts, called),
        bytes,
        statements,
        clients);
  }

  private static <T> T watched(Class<T> type, T store, Consumer<String> called) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              // What a store says of itself asks nobody.
              if (!method.getName().equals("limits")) {
                called.accept(type.getSimpleName() + "." + method.getName());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
