<?php
declare(strict_types=1);
namespace App\Http;

use Illuminate\Http\Request;

#[Route('/orders')]
final class OrderController extends Controller
{
    private const LIMIT = 10;
    public function __construct(private readonly Orders $orders, protected ?int $max = null) {}

    public function show(Request $request, string $id): ?array
    {
        // one order
        $order = $this->orders->find($id) ?? throw new \RuntimeException("no {$id}\n");
        foreach ($order->items as $key => $item) {
            echo 'it\'s ' . strtoupper($item['name']) . PHP_EOL;
        }
        return match (true) { $x > 1.5 => self::LIMIT, default => [] };
    }
}
