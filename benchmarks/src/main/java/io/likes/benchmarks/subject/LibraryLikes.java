package io.likes.benchmarks.subject;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.Outcome;
import io.likes.UserId;
import java.util.List;
import java.util.function.LongSupplier;

/** The library; ids come as strings, as they do from a request. */
final class LibraryLikes implements Likes {
  private final LikeService service;
  private final LongSupplier bytes;
  private final Runnable clients;

  LibraryLikes(LikeService service, LongSupplier bytes, Runnable clients) {
    this.service = service;
    this.bytes = bytes;
    this.clients = clients;
  }

  @Override
  public boolean like(String content, String user) {
    return service.like(ContentId.of(content), UserId.of(user)).outcome() == Outcome.LIKED;
  }

  @Override
  public boolean unlike(String content, String user) {
    return service.unlike(ContentId.of(content), UserId.of(user)).outcome() == Outcome.UNLIKED;
  }

  @Override
  public long count(String content) {
    return service.count(ContentId.of(content)).value();
  }

  @Override
  public long feed(List<String> contents, String user) {
    long sum = 0;
    for (LikeView view :
        service.view(contents.stream().map(ContentId::of).toList(), UserId.of(user))) {
      sum += view.count().value() + (view.status() == LikeStatus.LIKED ? 1 : 0);
    }
    return sum;
  }

  @Override
  public long bytes() {
    return bytes.getAsLong();
  }

  @Override
  public void close() {
    service.close();
    clients.run();
  }
}
