package io.likes.inmemory.service;

import io.likes.ContentId;
import io.likes.LikesListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a service told. */
final class Heard implements LikesListener {
  final List<Loss> lost = new CopyOnWriteArrayList<>();
  final List<ContentId> hot = new CopyOnWriteArrayList<>();
  final List<ContentId> cold = new CopyOnWriteArrayList<>();

  @Override
  public void lost(Loss loss, Throwable cause) {
    lost.add(loss);
  }

  @Override
  public void hot(ContentId content) {
    hot.add(content);
  }

  @Override
  public void cold(ContentId content) {
    cold.add(content);
  }
}
