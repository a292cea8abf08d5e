package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.ModelAgreement;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeploymentViewTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void theLastEventOfEachJobIsShown() {
        DashboardState state = new DashboardState(10, Duration.ofMinutes(1), InstantSource.fixed(AT));
        long before = state.revision();
        state.add(event("one", ModelPhase.LOADING, null));
        state.add(event("other", ModelPhase.REFUSED, null));
        state.add(event("one", ModelPhase.SHADOW, new ModelAgreement(4L, 3L, 1L, 0.1, 0.4)));

        assertThat(state.revision()).isGreaterThan(before);
        assertThat(state.view(0).deployments())
                .extracting(StateView.Deployment::group)
                .containsExactly("one", "other");
        StateView.Deployment one = state.view(0).deployments().get(0);
        assertThat(one.phase()).isEqualTo("SHADOW");
        assertThat(one.publishing().name()).isEqualTo("old");
        assertThat(one.windows()).isEqualTo(4);
        assertThat(one.sameLabel()).isEqualTo(3);
        assertThat(one.worstDifference()).isEqualTo(0.4);
        assertThat(state.view(0).deployments().get(1).windows()).isNull();
    }

    @Test
    void whoeverWritesEventsCannotFillTheMemory() {
        DashboardState state = new DashboardState(10, Duration.ofMinutes(1), InstantSource.fixed(AT));
        for (int job = 0; job < 1_000; job++) {
            state.add(event("job-" + job, ModelPhase.ACTIVE, null));
        }
        assertThat(state.view(0).deployments()).hasSize(20);
        state.add(ModelEvent.newBuilder(event("job-0", ModelPhase.REFUSED, null))
                .setReason("long ".repeat(10_000))
                .build());
        assertThat(state.view(0).deployments().get(0).reason()).hasSizeLessThan(400);
    }

    private static ModelEvent event(String group, ModelPhase phase, @Nullable ModelAgreement agreement) {
        return ModelEvent.newBuilder()
                .setGroup(group)
                .setDeploymentId("deployment")
                .setPhase(phase)
                .setAt(AT)
                .setPublishing(new ModelReference("old", "1", "sha256:a", "sha256:b", false))
                .setAgreement(agreement)
                .build();
    }
}
