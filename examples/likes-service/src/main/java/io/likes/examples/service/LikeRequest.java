package io.likes.examples.service;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;
import org.jspecify.annotations.Nullable;

/**
 * Body of a like. A field that is missing is null here, and refused as the id that it should be.
 */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
record LikeRequest(
    @Schema(requiredMode = REQUIRED, example = "post-aurora") @JsonProperty("content_id")
        @Nullable String contentId,
    @Schema(requiredMode = REQUIRED, example = "post") @JsonProperty("content_type")
        @Nullable String contentType,
    @Schema(requiredMode = REQUIRED, example = "alice") @JsonProperty("user_id")
        @Nullable String userId) {}
