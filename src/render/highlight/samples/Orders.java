package org.example.orders;

import java.util.*;
import static java.util.stream.Collectors.toList;

/**
 * Orders of one user.
 * @author someone
 */
@RestController
@RequestMapping(path = "/orders", produces = {"application/json"})
public class OrderController extends Base<Order> implements AutoCloseable {

    private final Map<String, List<Order>> orders = new ConcurrentHashMap<>();
    @Value("${app.limit:10}") private int limit;
    public static final double RATE = 1.5e-3d;

    public record Page(int number, List<Order> items) {}
    enum Status { NEW, PAID; }

    @GetMapping("/{id}")
    public <T> ResponseEntity<T> get(@PathVariable String id, int... more) throws IOException {
        var found = orders.getOrDefault(id, List.of()).stream()
            .filter(o -> o.total() > 0x10L && o.status() != Status.NEW)
            .map(Order::id)
            .collect(toList());
        String text = """
            {"id": "%s"}
            """.formatted(id);
        return switch (found.size()) {
            case 0 -> throw new NotFoundException("no \"order\" " + id);
            case 1, 2 -> ResponseEntity.ok((T) found);
            default -> null;
        };
    }

    @Override
    public synchronized void close() {
        try (var in = Files.newInputStream(path)) {
            if (this.limit >= 'a' && true) super.close();
        } catch (IOException | RuntimeException e) {
            log.error("failed", e);
        } finally { return; }
    }
}
