#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "base/pool.hpp"
#include "base/result.hpp"

namespace spoke {

/// What a coroutine returns: only transport and orchestration are coroutines. Parameters go by
/// value, or by reference to what outlives the whole task. Await it with SPOKE_CO_TRY.
/// The default awaitable, whatever executor the sockets have: two kinds can't await each other.
template <class T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace spoke

namespace spoke::base {

/// Runs the work, and turns an exception of a library into `internal`.
template <class Work>
auto call_guarded(Work& work) -> std::invoke_result_t<Work&> {
    try {
        return work();
    } catch (const std::exception& error) {
        return fail(ErrorCode::internal, std::string("unexpected exception: ") + error.what());
    } catch (...) {
        return fail(ErrorCode::internal, "unexpected exception");
    }
}

/// Runs `work` (a callable that returns Result<T>) on the pool and comes back to the awaiting
/// coroutine's executor with its result, also when it fails; `exhausted` when the pool's queue is
/// full. The event loop counts it as work, so it does not run dry meanwhile; the loop must
/// outlive the pool's work, which is not cancelled.
///     auto work = [path] { return hash_file(path); };
///     SPOKE_CO_TRY(auto digest, co_await run_on(disk_pool_, std::move(work)));
template <class Work>
auto run_on(Pool& pool, Work work) {
    using Outcome = std::invoke_result_t<Work&>;
    auto start = [&pool](auto handler, Work job) {
        namespace asio = boost::asio;
        auto executor = asio::prefer(asio::get_associated_executor(handler),
                                     asio::execution::outstanding_work.tracked);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto piece = [shared, executor, job = std::move(job)]() mutable {
            Outcome outcome = call_guarded(job);
            asio::dispatch(executor,
                           [shared = std::move(shared), outcome = std::move(outcome)]() mutable {
                               (*shared)(std::move(outcome));
                           });
        };
        if (auto taken = pool.submit(std::move(piece)); !taken)
            asio::post(
                executor,
                [shared, outcome = Outcome(std::unexpected(std::move(taken).error()))]() mutable {
                    (*shared)(std::move(outcome));
                });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Outcome)>(
        std::move(start), boost::asio::use_awaitable, std::move(work));
}

}  // namespace spoke::base
