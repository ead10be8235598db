package io.likes.examples.service.demo;

import io.likes.examples.service.Post;
import io.likes.examples.service.Posts;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page asks for besides the API. */
@RestController
@RequestMapping("/demo")
class DemoController {
  private final Posts posts;
  private final Storm storm;
  private final Dashboard dashboard;

  DemoController(Posts posts, Storm storm, Dashboard dashboard) {
    this.posts = posts;
    this.storm = storm;
    this.dashboard = dashboard;
  }

  /**
   * Body that starts a storm.
   *
   * @param likes how many
   * @param seconds over which they come; 0 for as fast as they can
   */
  record StormRequest(int likes, int seconds) {}

  @GetMapping("/posts")
  List<Post> posts() {
    return posts.all();
  }

  @PostMapping("/storm")
  ResponseEntity<Storm.State> start(@RequestBody StormRequest request) {
    if (!storm.start(request.likes(), Duration.ofSeconds(request.seconds()))) {
      throw new ErrorResponseException(
          HttpStatus.CONFLICT,
          ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "A storm is running"),
          null);
    }
    return ResponseEntity.accepted().body(storm.state());
  }

  @DeleteMapping("/storm")
  Storm.State stop() {
    storm.stop();
    return storm.state();
  }

  @GetMapping("/storm")
  Storm.State state() {
    return storm.state();
  }

  @GetMapping(path = "/storm/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events() {
    return dashboard.open();
  }
}
