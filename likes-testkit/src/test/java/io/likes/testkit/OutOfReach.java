package io.likes.testkit;

import io.likes.BackendException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Clients of a backend whose servers are gone. */
final class OutOfReach {
  private OutOfReach() {}

  /**
   * Returns a client that fails each call, as it must.
   *
   * @param answered methods that the given backend answers instead, as they must not
   */
  static <T> T client(Class<T> spi, T backend, String... answered) {
    Set<String> methods = Set.of(answered);
    return spi.cast(
        Proxy.newProxyInstance(
            spi.getClassLoader(),
            new Class<?>[] {spi},
            (proxy, method, arguments) -> {
              if (!methods.contains(method.getName()) && !method.getName().equals("limits")) {
                throw new BackendException(
                    BackendException.Effect.NOT_APPLIED, "no connection", null);
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
