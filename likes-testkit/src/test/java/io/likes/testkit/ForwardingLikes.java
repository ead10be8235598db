package io.likes.testkit;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeServiceConfig;
import io.likes.LikeView;
import io.likes.LikedContent;
import io.likes.Liker;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that does what another one does, so that {@link LikeServiceFlaw} can break a method.
 */
class ForwardingLikes implements LikeService {
  final LikeService likes;

  ForwardingLikes(LikeService likes) {
    this.likes = likes;
  }

  @Override
  public LikeResult like(ContentId content, UserId user, ContentType type) {
    return likes.like(content, user, type);
  }

  @Override
  public LikeResult unlike(ContentId content, UserId user) {
    return likes.unlike(content, user);
  }

  @Override
  public boolean liked(ContentId content, UserId user) {
    return likes.liked(content, user);
  }

  @Override
  public Count count(ContentId content) {
    return likes.count(content);
  }

  @Override
  public List<LikeView> view(List<ContentId> contents, @Nullable UserId user) {
    return likes.view(contents, user);
  }

  @Override
  public Page<LikedContent> likedBy(UserId user, PageRequest page) {
    return likes.likedBy(user, page);
  }

  @Override
  public Page<Liker> likersOf(ContentId content, PageRequest page) {
    return likes.likersOf(content, page);
  }

  @Override
  public long uniqueLikersEstimate(ContentId content) {
    return likes.uniqueLikersEstimate(content);
  }

  @Override
  public void observe(Collection<CellHeader> headers) {
    likes.observe(headers);
  }

  @Override
  public LikeServiceConfig config() {
    return likes.config();
  }

  @Override
  public void close() {
    likes.close();
  }
}
