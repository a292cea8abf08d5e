package io.mien.infer.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final List<String> CLOSED = Collections.synchronizedList(new ArrayList<>());

    private final SharedResource<Probe> first = new SharedResource<>(() -> new Probe("first", false));
    private final SharedResource<Probe> second = new SharedResource<>(() -> new Probe("second", false));

    @BeforeEach
    void reset() {
        CLOSED.clear();
    }

    private record User(Leases leases, Probe first, Probe second) {}

    @Test
    void whatWasTakenIsGivenBackInTheOppositeOrder() throws Exception {
        User user = Leases.open(leases -> new User(leases, leases.acquire(first), leases.acquire(second)));
        assertThat(user.first().name()).isEqualTo("first");
        assertThat(user.second().name()).isEqualTo("second");
        assertThat(CLOSED).isEmpty();

        user.leases().close();
        assertThat(CLOSED).containsExactly("second", "first");
        user.leases().close();
        assertThat(first.users()).isZero();
    }

    @Test
    void aResourceThatCannotBeOpenedGivesBackThoseBeforeIt() {
        SharedResource<Probe> absent = new SharedResource<>(() -> {
            throw new IllegalStateException("no model");
        });
        assertThatThrownBy(() -> Leases.open(leases -> new User(leases, leases.acquire(first), leases.acquire(absent))))
                .hasMessage("no model");
        assertThat(CLOSED).containsExactly("first");
        assertThat(first.users()).isZero();
    }

    @Test
    void oneThatFailsToCloseDoesNotKeepTheOthers() throws Exception {
        SharedResource<Probe> stuck = new SharedResource<>(() -> new Probe("stuck", true));
        User user = Leases.open(leases -> new User(leases, leases.acquire(first), leases.acquire(stuck)));

        assertThatThrownBy(() -> user.leases().close()).hasMessage("stuck");
        assertThat(CLOSED).containsExactly("first");
    }

    private record Probe(String name, boolean stuck) implements AutoCloseable {
        @Override
        public void close() {
            if (stuck) {
                throw new IllegalStateException(name);
            }
            CLOSED.add(name);
        }
    }
}
