package io.likes.examples.service;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page in a real Chromium, headless: one that is installed, on the path or named by the system
 * property {@code likes.browser}. Without one the tests are skipped.
 */
@DisplayName("The page")
class BrowserTest {
  private static final String POST = "post-first";
  private static final String VIRAL_POST = "post-aurora";

  private static RunningService service;
  private static Playwright playwright;
  private static Browser browser;

  private final List<String> errors = new ArrayList<>();
  private final List<String> strangers = new ArrayList<>();
  private BrowserContext person;
  private Page page;

  @BeforeAll
  static void start() {
    Optional<Path> chromium = chromium();
    assumeTrue(
        chromium.isPresent(),
        "no Chromium or Chrome on the path; install one, or name it with -Dlikes.browser=/path");
    service = new RunningService();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @BeforeEach
  void open() {
    person = browser.newContext(new NewContextOptions().setViewportSize(1360, 1000));
    page = newTab();
  }

  @AfterEach
  void close() {
    person.close();
    assertThat(errors).as("errors of the page").isEmpty();
    assertThat(strangers).as("requests to other hosts").isEmpty();
  }

  @Test
  @DisplayName("likes, is right after a reload, and unlikes")
  void likeReloadUnlike() throws Exception {
    long before = service.count(POST);
    heart().click();
    assertShown(true, before + 1);
    awaitStored(true);

    page.reload();
    assertShown(true, before + 1);

    heart().click();
    assertShown(false, before);
    awaitStored(false);
    page.reload();
    assertShown(false, before);
  }

  @Test
  @DisplayName("takes two quick clicks for a like and an unlike, sent one after the other")
  void doubleClick() throws Exception {
    long before = service.count(POST);
    List<String> sent = new ArrayList<>();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    page.onRequest(
        request -> {
          if (changes(request)) {
            sent.add(request.method());
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          }
        });
    page.onRequestFinished(request -> underWay.addAndGet(changes(request) ? -1 : 0));
    heart().dblclick();
    awaitSettled();
    assertShown(false, before);
    assertThat(sent).containsExactly("POST", "DELETE");
    assertThat(most).hasValue(1);
    assertThat(service.liked(POST, user())).isFalse();
    assertThat(service.count(POST)).isEqualTo(before);
  }

  @Test
  @DisplayName("takes a double click on a picture for a like, never for an unlike")
  void doubleClickOnPicture() throws Exception {
    Locator picture = page.locator("#photo-desert img");
    Locator heart = page.locator("#photo-desert .like");
    picture.dblclick();
    assertThat(heart).hasAttribute("aria-pressed", "true");
    picture.dblclick();
    awaitSettled();
    assertThat(heart).hasAttribute("aria-pressed", "true");
    assertThat(service.liked("photo-desert", user())).isTrue();
  }

  @Test
  @DisplayName("shows in a second tab what was done in the first")
  void twoTabs() throws Exception {
    long before = service.count(POST);
    Page second = newTab();
    heart().click();
    assertThat(heart(second)).hasAttribute("aria-pressed", "true");
    assertThat(heart(second)).hasAttribute("title", likes(before + 1));
    awaitStored(true);
    heart(second).click();
    assertShown(false, before);
    awaitStored(false);
  }

  @Test
  @DisplayName("keeps a like that was made offline, also over a reload, and sends it when it can")
  void offline() throws Exception {
    long before = service.count(POST);
    person.setOffline(true);
    heart().click();
    assertShown(true, before + 1);
    assertThat(notice()).containsText("offline");
    assertThat(service.liked(POST, user())).isFalse();

    person.setOffline(false);
    awaitStored(true);
    assertThat(notice()).hasText("");
    assertShown(true, before + 1);

    person.setOffline(true);
    heart().click();
    assertThat(notice()).containsText("offline");
    person.setOffline(false);
    page.reload();
    awaitStored(false);
    assertShown(false, before);
  }

  @Test
  @DisplayName("takes 409 for what was wanted: the like was made elsewhere")
  void likedElsewhere() throws Exception {
    page.route("**/v1/likes/count/batch", Route::abort);
    service.like(POST, user());
    long count = service.count(POST);
    heart().click();
    awaitSettled();
    assertShown(true, count);
    assertThat(notice()).hasText("");
  }

  @Test
  @DisplayName("does not go back to what an answer says that was made before the like")
  void staleAnswer() throws Exception {
    long before = service.count(POST);
    AtomicReference<Route> held = new AtomicReference<>();
    AtomicReference<APIResponse> stale = new AtomicReference<>();
    page.route(
        "**/v1/likes/count/batch",
        route -> {
          if (held.compareAndSet(null, route)) {
            stale.set(route.fetch());
          } else {
            route.abort();
          }
        });
    page.waitForCondition(() -> stale.get() != null);
    heart().click();
    awaitStored(true);
    awaitSettled();
    Response answered =
        page.waitForResponse(
            "**/v1/likes/count/batch",
            () -> held.get().fulfill(new Route.FulfillOptions().setResponse(stale.get())));
    answered.finished();
    // What the page does with an answer is done before it does the next thing.
    page.evaluate("new Promise((done) => setTimeout(done))");
    assertShown(true, before + 1);
  }

  @Test
  @DisplayName("tries again after 429 and 503, and gives up on 404")
  void refused() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    page.route("**/v1/likes", route -> answer(route, tries.getAndIncrement()));
    heart().click();
    awaitStored(true);
    assertThat(tries).hasValue(3);
    page.unroute("**/v1/likes");

    page.route(
        "**/v1/likes",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(404)
                    .setBody("{\"detail\": \"There is no such content\"}")));
    heart().click();
    assertThat(notice()).containsText("There is no such content");
    assertThat(heart()).hasAttribute("aria-pressed", "true");
  }

  @Test
  @DisplayName("works with the keyboard, and says what it shows to a screen reader")
  void keyboard() throws Exception {
    long before = service.count(POST);
    String author = page.locator("#" + POST + " h3").textContent();
    heart().focus();
    page.keyboard().press("Space");
    assertShown(true, before + 1);
    assertThat(heart()).hasAccessibleName("Like the post of " + author + ". " + likes(before + 1));
    awaitSettled();
    page.keyboard().press("Enter");
    assertShown(false, before);
    awaitStored(false);
    assertThat(notice()).hasAttribute("aria-live", "polite");
  }

  @Test
  @DisplayName("shows large numbers short, and exact on hover")
  void numbers() {
    Locator heart = page.locator("#video-surf .like");
    assertThat(heart.locator(".count")).hasText("3.2K");
    assertThat(heart).hasAttribute("title", Pattern.compile("3,2\\d\\d likes"));
  }

  @Test
  @DisplayName("starts a storm of 100,000 likes, at whose end the shown count is the exact one")
  void storm() throws Exception {
    Locator exact = page.locator("#tile-exact");
    assertThat(exact).not().hasText("–");
    long before = number(exact.textContent());
    page.selectOption("[name=likes]", "100000");
    page.selectOption("[name=seconds]", "0");
    page.click("#start");
    HasTextOptions patient = new HasTextOptions().setTimeout(120_000);
    String end = "%,d".formatted(before + 100_000);
    assertThat(exact).hasText(end, patient);
    assertThat(page.locator("#tile-shown")).hasText(end, patient);
    assertThat(page.locator("#tile-behind")).hasText("nothing", patient);
    assertThat(page.locator("#tile-hot")).hasText("hot");
    assertThat(page.locator("#start")).isEnabled();
    assertThat(service.count(VIRAL_POST)).isEqualTo(before + 100_000);
    assertThat(page.locator("canvas")).hasCount(6);
  }

  @Test
  @DisplayName("stops a storm, and takes no second one meanwhile")
  void stopStorm() throws Exception {
    page.selectOption("[name=likes]", "1000000");
    page.selectOption("[name=seconds]", "60");
    page.click("#start");
    assertThat(page.locator("#start")).isDisabled();
    String storm = "{\"likes\": 1, \"seconds\": 0}";
    assertThat(service.json("POST", "/demo/storm", storm).status()).isEqualTo(409);
    page.click("#stop");
    assertThat(page.locator("#start")).isEnabled();
    long answered = service.get("/demo/storm").body().required("answered").asLong();
    assertThat(answered).isLessThan(1_000_000);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  @DisplayName("fits on a small phone, in light and dark")
  void phone(ColorScheme scheme) {
    try (BrowserContext phone =
        browser.newContext(
            new NewContextOptions().setViewportSize(320, 640).setColorScheme(scheme))) {
      Page small = watched(phone.newPage());
      load(small);
      Object overflow =
          small.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assertThat(overflow).isEqualTo(0);
      Object background = small.evaluate("getComputedStyle(document.body).backgroundColor");
      assertThat(background)
          .isEqualTo(scheme == ColorScheme.DARK ? "rgb(14, 17, 23)" : "rgb(244, 245, 248)");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "likes.screenshot", matches = ".+")
  @DisplayName("is pictured in a storm: -Dlikes.screenshot=FILE.png")
  void screenshot() {
    heart(page, "video-surf").click();
    page.click("#start");
    // Late in the storm, when every chart has something to show
    assertThat(page.locator("#progress"))
        .hasAttribute(
            "value", Pattern.compile("[89]\\d{4}"), new HasAttributeOptions().setTimeout(120_000));
    page.screenshot(
        new ScreenshotOptions().setPath(Path.of(System.getProperty("likes.screenshot"))));
    page.click("#stop");
  }

  private Page newTab() {
    Page tab = watched(person.newPage());
    load(tab);
    return tab;
  }

  private Page watched(Page tab) {
    String own = service.uri("/").toString();
    tab.onPageError(errors::add);
    tab.onRequest(
        request -> {
          if (!request.url().startsWith(own)) {
            strangers.add(request.url());
          }
        });
    return tab;
  }

  private static void load(Page tab) {
    tab.navigate(service.uri("/").toString());
    assertThat(tab.locator("html")).hasAttribute("data-ready", "true");
  }

  private Locator heart() {
    return heart(page);
  }

  private static Locator heart(Page tab) {
    return heart(tab, POST);
  }

  private static Locator heart(Page tab, String post) {
    return tab.locator("#" + post + " .like");
  }

  private Locator notice() {
    return page.locator("#notice");
  }

  private String user() {
    return page.locator("#user").textContent();
  }

  private void assertShown(boolean liked, long count) {
    assertThat(heart()).hasAttribute("aria-pressed", Boolean.toString(liked));
    assertThat(heart()).hasAttribute("title", likes(count));
  }

  /** Waits until the page has nothing to send any more, and asks the server. */
  private void awaitStored(boolean liked) throws Exception {
    awaitSettled();
    assertThat(service.liked(POST, user())).isEqualTo(liked);
  }

  private void awaitSettled() {
    assertThat(page.locator("html")).hasAttribute("data-unsent", "0");
  }

  private static String likes(long count) {
    return count + (count == 1 ? " like" : " likes");
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  private static boolean changes(Request request) {
    return request.url().endsWith("/v1/likes");
  }

  private static void answer(Route route, int tries) {
    int status = List.of(429, 503, 200).get(Math.min(tries, 2));
    if (status == 200) {
      route.resume();
    } else {
      route.fulfill(new Route.FulfillOptions().setStatus(status).setBody("{}"));
    }
  }

  private static Optional<Path> chromium() {
    String named = System.getProperty("likes.browser");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
