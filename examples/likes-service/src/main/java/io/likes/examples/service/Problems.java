package io.likes.examples.service;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.Outcome;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every error as {@code application/problem+json}, never kept by a cache. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  /** A like or unlike that changed nothing; says the current state where it is known. */
  static ErrorResponseException of(ContentId content, LikeResult result) {
    ErrorResponseException problem = of(result.outcome(), content);
    if (!result.outcome().refused()) {
      problem.getBody().setProperty("user_liked", result.liked());
      problem.getBody().setProperty("like_count", LikeState.known(result.count()));
    }
    Duration wait = result.retryAfter();
    if (wait != null) {
      problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
    }
    return problem;
  }

  static ErrorResponseException of(Outcome outcome, ContentId content) {
    HttpStatusCode status = HttpStatusCode.valueOf(outcome.httpStatus());
    String detail =
        switch (outcome) {
          case ALREADY_LIKED -> "The user likes this content already";
          case NOT_LIKED -> "The user does not like this content";
          case CONTENT_NOT_FOUND -> "There is no such content";
          case RATE_LIMITED -> "The user is too fast";
          case LIKED, UNLIKED -> throw new IllegalStateException(outcome + " is no problem");
        };
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("outcome", outcome);
    body.setProperty("content_id", content.value());
    return new ErrorResponseException(status, body, null);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> badArgument(IllegalArgumentException e, WebRequest request) {
    return problem(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()), e, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> badQuery(InvalidParameterException e, WebRequest request) {
    return problem(HttpStatus.BAD_REQUEST, "Malformed query string", e, request);
  }

  /** The change is not stored, or it may be: trying again is right in both cases. */
  @ExceptionHandler
  @Nullable ResponseEntity<Object> backendFailed(BackendException e, WebRequest request) {
    log.warn("A backend failed", e);
    String detail =
        e.effect() == Effect.NOT_APPLIED ? "Nothing was changed" : "The change may be stored";
    ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail);
    body.setProperty("effect", e.effect());
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, "1");
    return handleExceptionInternal(e, body, headers, HttpStatus.SERVICE_UNAVAILABLE, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> bug(RuntimeException e, WebRequest request) {
    log.error("An unexpected failure", e);
    return problem(HttpStatus.INTERNAL_SERVER_ERROR, "This is our fault", e, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Throwable cause = e.getCause();
    return cause instanceof StreamConstraintsException
        ? problem(HttpStatus.CONTENT_TOO_LARGE, "The body is too large", e, request)
        : problem(HttpStatus.BAD_REQUEST, whatIsWrong(cause), e, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpHeaders uncached = HttpHeaders.copyOf(headers);
    uncached.setCacheControl(CacheControl.noStore());
    return super.handleExceptionInternal(e, body, uncached, status, request);
  }

  private @Nullable ResponseEntity<Object> problem(
      HttpStatus status, String detail, Exception e, WebRequest request) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    return handleExceptionInternal(e, body, new HttpHeaders(), status, request);
  }

  /** Names the field, and not our classes as Jackson's own messages do. */
  private static String whatIsWrong(@Nullable Throwable cause) {
    if (cause instanceof UnrecognizedPropertyException unknown) {
      return "Unknown field " + path(unknown) + "; known are " + unknown.getKnownPropertyIds();
    }
    if (cause instanceof DatabindException mismatch && !mismatch.getPath().isEmpty()) {
      return "Wrong type of value in " + path(mismatch);
    }
    if (cause instanceof StreamReadException malformed) {
      return "Malformed JSON at line %d, column %d"
          .formatted(malformed.getLocation().getLineNr(), malformed.getLocation().getColumnNr());
    }
    return "The body must be one JSON object";
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : step.getPropertyName())
        .collect(Collectors.joining());
  }
}
