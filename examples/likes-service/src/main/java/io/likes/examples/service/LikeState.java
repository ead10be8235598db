package io.likes.examples.service;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.likes.Count;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a content.
 *
 * @param contentId the content
 * @param likeCount number of likes; left out if it could not be read
 * @param userLiked whether the user likes it; left out if no user was named or it could not be read
 */
@JsonInclude(Include.NON_NULL)
record LikeState(
    @Schema(requiredMode = REQUIRED, example = "post-aurora") @JsonProperty("content_id")
        String contentId,
    @Schema(example = "12847", minimum = "0") @JsonProperty("like_count") @Nullable Long likeCount,
    @JsonProperty("user_liked") @Nullable Boolean userLiked) {

  static LikeState of(LikeView view) {
    return new LikeState(
        view.content().value(),
        known(view.count()),
        view.status() == LikeStatus.UNKNOWN ? null : view.status() == LikeStatus.LIKED);
  }

  static @Nullable Long known(Count count) {
    return count.known() ? count.value() : null;
  }
}
