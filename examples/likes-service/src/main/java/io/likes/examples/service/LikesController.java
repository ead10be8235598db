package io.likes.examples.service;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count.Freshness;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeView;
import io.likes.Outcome;
import io.likes.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The four calls of the API. Who calls is named by {@code user_id}; a real service takes the user
 * from the session instead.
 */
@RestController
@RequestMapping(path = "/v1/likes", produces = MediaType.APPLICATION_JSON_VALUE)
class LikesController {
  /** A CDN may serve a count for 5 s more than the service itself does; a browser asks again. */
  private static final CacheControl PUBLIC =
      CacheControl.maxAge(Duration.ZERO).sMaxAge(Duration.ofSeconds(5)).cachePublic();

  private static final CacheControl PRIVATE = CacheControl.noStore().cachePrivate();

  private final LikeService likes;
  private final Posts posts;

  LikesController(LikeService likes, Posts posts) {
    this.likes = likes;
    this.posts = posts;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Like a content")
  @ApiResponse(responseCode = "200", description = "Liked")
  @ApiResponse(responseCode = "404", description = "No such content")
  @ApiResponse(responseCode = "409", description = "Liked already; nothing changed")
  @ApiResponse(responseCode = "429", description = "Too fast; Retry-After says how long to wait")
  LikeState like(@RequestBody LikeRequest request) {
    ContentId content = content("content_id", request.contentId());
    UserId user = UserId.of(required("user_id", request.userId()));
    ContentType type = ContentType.of(required("content_type", request.contentType()));
    return state(content, likes.like(content, user, type));
  }

  @DeleteMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Take a like back")
  @ApiResponse(responseCode = "200", description = "Unliked")
  @ApiResponse(responseCode = "404", description = "Not liked, or no such content")
  @ApiResponse(responseCode = "429", description = "Too fast; Retry-After says how long to wait")
  LikeState unlike(@RequestBody UnlikeRequest request) {
    ContentId content = content("content_id", request.contentId());
    UserId user = UserId.of(required("user_id", request.userId()));
    return state(content, likes.unlike(content, user));
  }

  @GetMapping("/count/{content_id}")
  @Operation(summary = "Count the likes of a content")
  @ApiResponse(responseCode = "200", description = "The count; with user_id also the own status")
  @ApiResponse(responseCode = "404", description = "No such content")
  ResponseEntity<LikeState> count(
      @PathVariable("content_id") String contentId,
      @RequestParam(name = "user_id", required = false) @Nullable String userId,
      HttpServletRequest request) {
    String[] userIds = request.getParameterValues("user_id");
    if (userIds != null && userIds.length > 1) {
      throw new IllegalArgumentException("user_id must be given once, but is " + userIds.length);
    }
    ContentId content = content("content_id", contentId);
    UserId user = userId == null ? null : UserId.of(userId);
    if (!posts.exists(content)) {
      throw Problems.of(Outcome.CONTENT_NOT_FOUND, content);
    }
    LikeView view = likes.view(List.of(content), user).get(0);
    if (!view.count().known()) {
      throw new BackendException(Effect.NOT_APPLIED, "no count of " + content + " is known", null);
    }
    boolean cacheable = user == null && view.count().freshness() == Freshness.FRESH;
    return ResponseEntity.ok().cacheControl(cacheable ? PUBLIC : PRIVATE).body(LikeState.of(view));
  }

  @PostMapping(path = "/count/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Count the likes of up to 100 contents")
  @ApiResponse(responseCode = "200", description = "Those of the contents that exist, in order")
  ResponseEntity<BatchResponse> batch(@RequestBody BatchRequest request) {
    List<@Nullable String> ids = required("content_ids", request.contentIds());
    if (ids.size() > LikeService.MAX_VIEW_SIZE) {
      throw new IllegalArgumentException(
          "content_ids must have at most 100 elements, but has " + ids.size());
    }
    UserId user = request.userId() == null ? null : UserId.of(request.userId());
    List<ContentId> contents =
        ids.stream().map(id -> content("content_ids[]", id)).filter(posts::exists).toList();
    List<LikeState> states = likes.view(contents, user).stream().map(LikeState::of).toList();
    return ResponseEntity.ok().cacheControl(PRIVATE).body(new BatchResponse(states));
  }

  private static LikeState state(ContentId content, LikeResult result) {
    if (!result.outcome().changed()) {
      throw Problems.of(content, result);
    }
    return new LikeState(content.value(), LikeState.known(result.count()), result.liked());
  }

  private static ContentId content(String field, @Nullable String value) {
    return ContentId.of(required(field, value));
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }
}
