package io.likes.examples.snippets;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.UserId;
import java.util.List;

/** A feed page: counts and own status of up to 100 contents, in few round trips. */
public final class FeedPage {
  private FeedPage() {}

  /** Returns a line for each content. */
  public static List<String> render(LikeService likes, List<ContentId> page, UserId reader) {
    // region feed
    List<LikeView> views = likes.view(page, reader);
    return views.stream()
        .map(view -> (view.status() == LikeStatus.LIKED ? "♥ " : "♡ ") + view.count().value())
        .toList();
    // endregion
  }
}
