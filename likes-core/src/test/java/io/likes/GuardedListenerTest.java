package io.likes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goes over the methods of the interface by reflection, so that a new one cannot be forgotten. */
class GuardedListenerTest {
  static Stream<Method> methods() {
    return Arrays.stream(LikesListener.class.getDeclaredMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void passesEveryCallOn(Method method) throws Exception {
    List<String> heard = new ArrayList<>();
    LikesListener guarded =
        GuardedListener.guard(
            listener(
                (proxy, called, arguments) -> {
                  heard.add(called.getName() + Arrays.toString(arguments));
                  return null;
                }));
    Object[] arguments = arguments(method);

    method.invoke(guarded, arguments);

    assertThat(heard).containsExactly(method.getName() + Arrays.toString(arguments));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void keepsExceptionsAndErrorsFromTheCaller(Method method) {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("boom"),
            new AssertionError("boom"),
            new NoClassDefFoundError("boom"))) {
      LikesListener guarded =
          GuardedListener.guard(
              listener(
                  (proxy, called, arguments) -> {
                    throw thrown;
                  }));

      // Twice, since the first failure is logged in another way than those behind it.
      assertThatCode(() -> method.invoke(guarded, arguments(method))).doesNotThrowAnyException();
      assertThatCode(() -> method.invoke(guarded, arguments(method))).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void letsTheEndOfTheProcessPass(Method method) {
    OutOfMemoryError error = new OutOfMemoryError("boom");
    LikesListener guarded =
        GuardedListener.guard(
            listener(
                (proxy, called, arguments) -> {
                  throw error;
                }));

    assertThatThrownBy(() -> method.invoke(guarded, arguments(method)))
        .isInstanceOf(InvocationTargetException.class)
        .hasCause(error);
  }

  @Test
  void guardsOnceOnly() {
    LikesListener guarded = GuardedListener.guard(new LikesListener() {});

    assertThat(guarded).isInstanceOf(GuardedListener.class);
    assertThat(GuardedListener.guard(guarded)).isSameAs(guarded);
    assertThat(GuardedListener.guard(LikesListener.none())).isSameAs(LikesListener.none());
  }

  private static LikesListener listener(InvocationHandler handler) {
    return (LikesListener)
        Proxy.newProxyInstance(
            LikesListener.class.getClassLoader(), new Class<?>[] {LikesListener.class}, handler);
  }

  /** The guard looks at no argument, so null does for all that are not primitive. */
  private static Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(
            type ->
                type == long.class
                    ? (Object) 7L
                    : type == int.class ? (Object) 7 : type == boolean.class ? true : null)
        .toArray();
  }
}
