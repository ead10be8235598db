package io.likes.examples.viralpost;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.spi.LikeStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** A backend whose services are tampered with. */
class Intercepted implements Backend {
  private final Backend backend;
  private final Interceptor interceptor;

  /** Stands between a caller and a service. */
  @FunctionalInterface
  interface Interceptor {
    /** Answers a call; {@code service} goes on with it. */
    Object call(String method, Counting counting, Object[] arguments, Proceed service)
        throws Throwable;
  }

  /** Makes a call as it was. */
  @FunctionalInterface
  interface Proceed {
    Object call() throws Throwable;
  }

  Intercepted(Backend backend, Interceptor interceptor) {
    this.backend = backend;
    this.interceptor = interceptor;
  }

  @Override
  public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
    LikeService service = backend.service(counting, countFreshness, listener);
    return (LikeService)
        Proxy.newProxyInstance(
            LikeService.class.getClassLoader(),
            new Class<?>[] {LikeService.class},
            (proxy, method, arguments) ->
                interceptor.call(
                    method.getName(),
                    counting,
                    arguments,
                    () -> {
                      try {
                        return method.invoke(service, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    }));
  }

  @Override
  public LikeStore likeStore() {
    return backend.likeStore();
  }

  @Override
  public void disturb(int number) throws IOException, InterruptedException {
    backend.disturb(number);
  }

  @Override
  public void close() {
    backend.close();
  }
}
