package io.mien.infer.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedResourceTest {
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();

    @BeforeEach
    void reset() {
        OPENED.set(0);
        CLOSED.set(0);
    }

    @Test
    void copiesThatTravelledShareOneResourceAndTheLastClosesIt() throws Exception {
        SharedResource<Probe> resource = new SharedResource<>(Probe::new);
        SharedResource<Probe> copy = InstantiationUtil.clone(resource);
        SharedResource.Lease<Probe> first = resource.acquire();
        SharedResource.Lease<Probe> second = copy.acquire();
        assertThat(second.get()).isSameAs(first.get());
        assertThat(resource.users()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(CLOSED).hasValue(0);
        second.close();
        assertThat(CLOSED).hasValue(1);
        assertThat(OPENED).hasValue(1);
        assertThat(resource.users()).isZero();
    }

    @Test
    void itIsOpenedAnewForTheNextUser() {
        SharedResource<Probe> resource = new SharedResource<>(Probe::new);
        resource.acquire().close();
        resource.acquire().close();
        assertThat(OPENED).hasValue(2);
        assertThat(CLOSED).hasValue(2);
    }

    @Test
    void resourcesOfTheSameKindAreNotShared() {
        try (SharedResource.Lease<Probe> one = new SharedResource<>(Probe::new).acquire();
                SharedResource.Lease<Probe> other = new SharedResource<>(Probe::new).acquire()) {
            assertThat(one.get()).isNotSameAs(other.get());
        }
    }

    @Test
    void aFailedOpeningLeavesNothingBehind() {
        SharedResource<Probe> resource = new SharedResource<>(() -> {
            throw new IllegalStateException("no model");
        });
        assertThatThrownBy(resource::acquire).hasMessage("no model");
        assertThat(resource.users()).isZero();
    }

    @Test
    void aClosedLeaseGivesNothing() {
        SharedResource.Lease<Probe> lease = new SharedResource<>(Probe::new).acquire();
        lease.close();
        assertThatThrownBy(lease::get).isInstanceOf(IllegalStateException.class);
    }

    private static final class Probe implements AutoCloseable {
        private Probe() {
            OPENED.incrementAndGet();
        }

        @Override
        public void close() {
            CLOSED.incrementAndGet();
        }
    }
}
