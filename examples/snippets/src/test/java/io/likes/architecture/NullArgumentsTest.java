package io.likes.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every public method and constructor refuses null for each argument that is not marked as
 * nullable, alone and as an element of a collection, with an exception that names the argument.
 * Adapters whose types need a client have tests of their own.
 */
@DisplayName("Null arguments")
class NullArgumentsTest {
  private static final List<String> MODULES =
      List.of("likes-core", "likes-testkit", "likes-inmemory");

  /** Not exported, or in need of a library that is not here. */
  private static final Set<String> HIDDEN = Set.of("io.likes.core", "io.likes.micrometer");

  private static final Map<String, String> IDS =
      Map.of("ContentId", "content id", "UserId", "user id", "ContentType", "content type");

  /** Called by the library alone, with what it made itself. */
  private static final Set<String> CALLED_BACK = Set.of("LikesListener", "Checkpoint");

  @TestFactory
  @DisplayName("are refused, and named")
  Stream<DynamicTest> refused() {
    return MODULES.stream()
        .flatMap(NullArgumentsTest::publicTypes)
        .flatMap(NullArgumentsTest::executables)
        .flatMap(NullArgumentsTest::tests);
  }

  private static Stream<DynamicTest> tests(Executable executable) {
    Parameter[] parameters = executable.getParameters();
    return Stream.iterate(0, i -> i < parameters.length, i -> i + 1)
        .filter(i -> !parameters[i].getType().isPrimitive() && !nullable(parameters[i]))
        .filter(i -> !message(executable, parameters[i]))
        .flatMap(
            i -> {
              Parameter parameter = parameters[i];
              String name = name(executable) + " refuses null for " + parameter.getName();
              DynamicTest alone = dynamicTest(name, () -> assertNamed(executable, i));
              return Collection.class.isAssignableFrom(parameter.getType())
                  ? Stream.of(
                      alone,
                      dynamicTest(name + "'s element", () -> assertElementRefused(executable, i)))
                  : Stream.of(alone);
            });
  }

  private static void assertNamed(Executable executable, int index) {
    assertThat(failure(executable, index, null))
        .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
        .hasMessageContaining(told(executable, executable.getParameters()[index]));
  }

  /** What a message calls an argument: its name, or what an id is the id of. */
  private static String told(Executable executable, Parameter parameter) {
    return parameter.getName().equals("value")
        ? IDS.get(executable.getDeclaringClass().getSimpleName())
        : parameter.getName();
  }

  private static void assertElementRefused(Executable executable, int index) {
    assertThat(failure(executable, index, Collections.singletonList(null)))
        .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
  }

  /** Calls with good arguments, but one; returns what was thrown. */
  private static Throwable failure(Executable executable, int index, @Nullable Object bad) {
    Object[] arguments =
        Arrays.stream(executable.getParameters())
            .map(parameter -> Samples.of(parameter.getParameterizedType()))
            .toArray();
    arguments[index] = bad;
    return catchThrowable(
        () -> {
          try {
            call(executable, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static void call(Executable executable, Object[] arguments)
      throws ReflectiveOperationException {
    if (executable instanceof Method method) {
      Object receiver =
          Modifier.isStatic(method.getModifiers()) ? null : Samples.of(method.getDeclaringClass());
      method.invoke(receiver, arguments);
    } else {
      ((Constructor<?>) executable).newInstance(arguments);
    }
  }

  /** A failure must not hide behind another one, for lack of words. */
  private static boolean message(Executable executable, Parameter parameter) {
    return Throwable.class.isAssignableFrom(executable.getDeclaringClass())
        && parameter.getName().equals("message");
  }

  private static boolean nullable(Parameter parameter) {
    return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Stream<Executable> executables(Class<?> type) {
    return Stream.concat(
        Arrays.stream(type.getConstructors()),
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.isSynthetic())
            .filter(NullArgumentsTest::ours));
  }

  private static boolean ours(Method method) {
    Class<?> type = method.getDeclaringClass();
    boolean byContractOfJava =
        method.getName().equals("equals")
            || method.getName().equals("compareTo")
            || (type.isEnum() && method.getName().equals("valueOf"));
    // What an interface leaves open is tested where it is implemented.
    boolean open =
        Modifier.isAbstract(method.getModifiers()) && !type.getSimpleName().equals("LikeService");
    boolean calledBack =
        CALLED_BACK.contains(type.getSimpleName()) && !Modifier.isStatic(method.getModifiers());
    return !byContractOfJava && !open && !calledBack;
  }

  private static Stream<Class<?>> publicTypes(String module) {
    Path classes = Project.classes(module);
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".class") && file.contains("/"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .<Class<?>>map(NullArgumentsTest::type)
          .filter(NullArgumentsTest::visible)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean visible(Class<?> type) {
    boolean visible = !HIDDEN.contains(type.getPackageName());
    for (Class<?> t = type; visible && t != null; t = t.getEnclosingClass()) {
      visible = Modifier.isPublic(t.getModifiers());
    }
    return visible;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, NullArgumentsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static String name(Executable executable) {
    String type = executable.getDeclaringClass().getName();
    String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
    return executable instanceof Method ? simple + "." + executable.getName() : "new " + simple;
  }
}
