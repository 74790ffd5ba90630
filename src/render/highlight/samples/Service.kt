package org.example

import kotlinx.coroutines.*

/** A user. */
@Serializable
data class User(val id: Long, val name: String = "none", var tags: List<String>? = null)

sealed interface Result<out T> {
    object Loading : Result<Nothing>
}

class Service(private val api: Api) : Closeable {
    companion object { const val LIMIT = 1_000L }

    suspend fun <T : Any> load(id: Long, map: (User) -> T): T? = withContext(Dispatchers.IO) {
        val user = api.find(id)?.takeIf { it.name.isNotBlank() } ?: return@withContext null
        println("user $id: ${user.name.uppercase()}\n")
        when (user.tags?.size) {
            null, 0 -> null
            in 1..5 -> map(user)
            else -> throw IllegalStateException("too many")
        }
    }

    override fun close() { if (!this.done && x is String) y as? Int }
}

fun String.shout() = this + '!'
val text = """raw $name \n"""
